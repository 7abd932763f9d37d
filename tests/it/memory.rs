//! `#[profiled(memory)]` where the allocator counts nothing: figures are left out, and the report says why.

use bedeck::profiled;

#[profiled(memory)]
fn allocates() -> Vec<u8> {
    vec![0; 10]
}

#[profiled(memory)]
async fn allocates_later() -> Vec<u8> {
    vec![0; 20]
}

#[test]
fn without_the_allocator_columns_are_absent_and_the_report_says_what_to_write() {
    use std::task::{Context, Waker};

    assert_eq!(allocates().len(), 10);
    let mut future = std::pin::pin!(allocates_later());
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    let report = bedeck::report();
    for name in ["it::memory::allocates", "it::memory::allocates_later"] {
        let row = report.functions.iter().find(|row| row.name == name).expect("a function that was called");
        assert_eq!((row.alloc_bytes, row.alloc_count, row.free_bytes, row.free_count), (None, None, None, None));
        assert_eq!((row.self_alloc_bytes, row.peak_bytes, row.calls), (None, None, 1));
        let nodes: Vec<_> = report.tree.iter().filter(|node| node.function == name).collect();
        assert!(nodes.len() == 1 && nodes[0].alloc_bytes.is_none() && nodes[0].self_alloc_bytes.is_none());
    }
    assert_eq!(report.memory, None);
    let written = "`#[global_allocator] static A: bedeck::Alloc = bedeck::Alloc::SYSTEM;`";
    assert_eq!(report.remarks.iter().filter(|remark| remark.contains(written)).count(), 1, "{:?}", report.remarks);
}
