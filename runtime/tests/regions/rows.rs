//! What the report says of regions, and the words of `BEDECK`.

use std::process::Command;

use super::*;

/// `for x in par(&mut v) { *x += 1; }`
fn bump(v: &mut [u64]) {
    region!(region, turn);
    let items = pool::source(v);
    if region.inline(turn, pool::length(&items)) {
        for x in par(pool::plain(items)) {
            *x += 1;
        }
    } else {
        region.run(turn, items, |chunk, _| {
            for x in chunk {
                (|| {
                    *x += 1;
                    Done
                })();
            }
            Done
        });
    }
}

fn row() -> bedeck_runtime::Region {
    let regions = bedeck_runtime::report().regions;
    regions.into_iter().find(|region| region.name.ends_with("rows::bump")).expect("a row of this name")
}

#[test]
fn every_run_and_every_item_is_counted() {
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..1000).for_each(|n| bump(&mut vec![0; n % 50])));
        }
    });
    bump(&mut vec![0; 1_000_000]);
    let row = row();
    assert_eq!((row.runs, row.items), (3001, 3 * 20 * (0..50).sum::<u64>() + 1_000_000));
    assert_eq!(row.parallel_runs + row.serial_runs, row.runs);
    assert!(row.file.ends_with("rows.rs") && row.line > 0 && row.wall_ns.is_some());
    assert_eq!(row.cores_mean.is_some(), row.parallel_runs > 0);
    assert_eq!(row.why_serial.is_some(), row.serial_runs > 0);
}

/// Run by the next test, in a process of its own.
#[test]
fn in_a_serial_process() {
    if std::env::var("BEDECK").is_ok_and(|list| list.contains("serial")) {
        let me = std::thread::current().id();
        for _ in 0..20 {
            let mut v = vec![0; 3_000_000];
            bump(&mut v);
            assert!(v.iter().all(|x| *x == 1) && std::thread::current().id() == me);
        }
        let row = row();
        assert_eq!((row.runs, row.parallel_runs, row.cores_mean), (20, 0, None));
        assert_eq!(row.why_serial.as_deref(), Some("BEDECK=serial"));
        assert_eq!(threads(), 0);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn serial_starts_no_thread() {
    let test = std::env::current_exe().unwrap();
    let arguments = ["--exact", "rows::in_a_serial_process", "--test-threads=2"];
    let output = Command::new(test).args(arguments).env("BEDECK", "serial,quiet").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// How many threads of ours this process has.
#[cfg(target_os = "linux")]
fn threads() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let names = threads.map(|thread| std::fs::read_to_string(thread.unwrap().path().join("comm")).unwrap());
    names.filter(|name| name.starts_with("bedeck")).count()
}

#[cfg(not(target_os = "linux"))]
fn threads() -> usize {
    0
}
