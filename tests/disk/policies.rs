//! What goes on disk, and what the methods of the handle do to it.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bedeck::Total;

use crate::functions::{
    Item, Price, bodies, borrowing, even, even_memo, even_or_kept, few, few_memo, generic, generic_memo, half, heavy,
    hidden, later, later_memo, nothing_given, plain, plain_memo, root, short_lived, sized, tagged,
};
use crate::stage::{Stage, say, scene};

/// Polls until it is ready.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Calls, and says how many bodies ran.
fn count<T: PartialEq + std::fmt::Debug>(calls: impl FnOnce() -> T, expected: &T) {
    assert_eq!(calls(), *expected);
    say(bodies());
}

/// Runs a test's child twice, and returns what both said.
fn twice(name: &str) -> [Vec<String>; 2] {
    let stage = Stage::new();
    ["first", "second"].map(|scene| {
        let played = stage.play(name, scene);
        assert_eq!(played.complaints(), Vec::<&str>::new());
        played.said
    })
}

#[test]
fn functions_of_all_kinds() {
    if scene().is_some() {
        let mut log = Vec::new();
        let item = Item { id: 3, hidden: 0 };
        count(nothing_given, &"always the same".to_owned());
        let parts = [Some("b"), None, Some("cd")];
        count(|| borrowing("a", &parts, &mut log), &[("ab".to_owned(), 1), ("acd".to_owned(), 2)].into());
        count(|| (0..10).map(|n| block_on(later(n))).max(), &Some(Some(8)));
        count(|| generic::<u8>(1), &(0, 1));
        count(|| generic::<String>(1), &(String::new(), 1));
        count(|| [4.0, -0.0].map(|x| root(Total(x)).to_bits()), &[2.0, -0.0].map(f64::to_bits));
        count(|| [sized::<2>(5), sized::<3>(5)], &[10, 15]);
        count(|| [item.times(2), item.plus(2), item.price(2), block_on(item.tax(2))], &[6, 5, 302, 32]);
        count(|| [4, 8].map(|hidden| Item { id: 1, hidden }).map(|item| hidden(&item)), &[4, 8]);
        return;
    }
    let [first, second] = twice("policies::functions_of_all_kinds");
    assert_eq!(first, ["1", "1", "10", "1", "1", "2", "2", "4", "2"]);
    assert_eq!(second, ["0", "0", "0", "0", "0", "0", "0", "0", "2"], "a key that serde changes is not found");
}

#[test]
fn what_is_not_to_be_kept_is_not_on_disk_either() {
    if scene().is_some() {
        count(|| (even(1), even(2)), &(Err("odd".to_owned()), Ok(2)));
        count(|| (even_or_kept(1), even_or_kept(2)), &(Err("odd".to_owned()), Ok(2)));
        count(|| (half(1), half(2)), &(None, Some(1)));
        return;
    }
    let [first, second] = twice("policies::what_is_not_to_be_kept_is_not_on_disk_either");
    assert_eq!((first, second), (vec!["2".to_owned(); 3], ["1", "0", "1"].map(str::to_owned).to_vec()));
}

#[test]
fn bounds_are_those_of_memory() {
    if scene().is_some() {
        count(|| (0..50).map(few).sum::<u64>(), &1275);
        count(|| (0..50).map(few).sum::<u64>(), &1275);
        assert!(few_memo().info().entries <= 4);
        count(|| (0..50).map(|n| heavy(n * 10).len()).sum::<usize>(), &12_250);
        return;
    }
    let [first, second] = twice("policies::bounds_are_those_of_memory");
    assert_eq!((first, second), (["50", "0", "50"].map(str::to_owned).to_vec(), vec!["0".to_owned(); 3]));
}

#[test]
fn a_result_grows_old_over_processes() {
    const NAME: &str = "policies::a_result_grows_old_over_processes";
    if let Some(scene) = scene() {
        let began = std::time::SystemTime::now();
        count(|| short_lived(1), &1);
        if scene == "long" {
            // Found on disk at some age; in memory it goes at the same moment.
            std::thread::sleep(Duration::from_millis(500));
            count(|| short_lived(1), &1);
        }
        say(began.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_millis());
        return;
    }
    let stage = Stage::new();
    assert_eq!(stage.play(NAME, "first").said[0], "1");
    std::thread::sleep(Duration::from_millis(350));
    let long = stage.play(NAME, "long");
    assert_eq!(long.said[1], "1", "computed 350 ms before the process and called after 500 ms of it");
    std::thread::sleep(Duration::from_millis(750));
    assert_eq!(stage.play(NAME, "last").said[0], "1");
}

#[test]
fn the_handle_acts_on_disk() {
    const NAME: &str = "policies::the_handle_acts_on_disk";
    match scene().as_deref() {
        Some("fill") => {
            (0..5).for_each(|n| assert_eq!(plain(n).len() as u64, n));
            (0..3).for_each(|n| assert_eq!((tagged(n), even(n * 2).unwrap()), (n, n * 2)));
            assert_eq!((generic::<u8>(1), generic::<u16>(1), block_on(later(5))), ((0, 1), (0, 1), Some(4)));
        }
        Some("change") => {
            plain_memo().invalidate(0);
            plain_memo().insert(1, vec![0.5]);
            assert_eq!(plain_memo().peek(2).map(|value| value.len()), Some(2));
            assert_eq!(plain_memo().with((3,), Vec::len), Some(3));
            assert_eq!((plain_memo().peek(99), plain_memo().info().entries), (None, 1), "a peek keeps nothing");
            assert_eq!((plain_memo().refresh(4).len(), bodies()), (4, 1));
            assert_eq!((later_memo().peek(5), tagged(0)), (Some(Some(4)), 0));
            assert_eq!(bedeck::invalidate_tag("disk-tests"), 1);
            assert_eq!(even_memo().peek(2), Some(Ok(2)));
            even_memo().clear();
            generic::<u8>(1);
            generic::<u16>(1);
            generic_memo::<u8>().clear();
            let disk = plain_memo().disk_info().unwrap();
            assert_eq!((disk.entries, disk.written), (4, 2));
        }
        Some(_) => {
            count(|| [0, 1, 2, 3, 4].map(|n| plain(n).len()), &[0, 1, 2, 3, 4]);
            assert_eq!(plain(1), [0.5]);
            count(|| [0, 1, 2].map(tagged), &[0, 1, 2]);
            count(|| [0, 2, 4].map(|n| even(n).unwrap()), &[0, 2, 4]);
            count(|| (generic::<u8>(1), generic::<u16>(1)), &((0, 1), (0, 1)));
        }
        None => {
            let stage = Stage::new();
            let said = ["fill", "change", "look"].map(|scene| stage.play(NAME, scene).said);
            assert_eq!(said[2], ["1", "3", "3", "1"]);
        }
    }
}
