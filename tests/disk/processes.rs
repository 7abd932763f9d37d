//! Several processes with one folder, one after the other and at once.

use std::time::Duration;

use crate::functions::{bodies, large, plain, plain_memo};
use crate::stage::{Stage, answer, say, scene};

#[test]
fn the_next_process_finds_what_the_last_one_computed() {
    const NAME: &str = "processes::the_next_process_finds_what_the_last_one_computed";
    if scene().is_some() {
        let sums: Vec<String> = (0..100).map(|n| plain(n).iter().sum::<f64>().to_bits().to_string()).collect();
        say(sums.join(" "));
        say(bodies());
        let (memo, disk) = (plain_memo().info(), plain_memo().disk_info().unwrap());
        say(format!("{} {} {} {}", memo.misses, disk.hits, disk.misses, disk.written));
        return;
    }
    let stage = Stage::new();
    let (first, second) = (stage.play(NAME, "play"), stage.play(NAME, "play"));
    assert_eq!(first.said[0], second.said[0]);
    assert_eq!((&*first.said[1], &*first.said[2]), ("100", "100 0 100 100"));
    assert_eq!((&*second.said[1], &*second.said[2]), ("0", "100 100 0 0"));
    assert_eq!((stage.files("results").len(), first.complaints().len() + second.complaints().len()), (1, 0));
}

#[test]
fn two_processes_see_at_once_what_the_other_writes() {
    const NAME: &str = "processes::two_processes_see_at_once_what_the_other_writes";
    if scene().is_some() {
        answer(|line| match line.split_once(' ') {
            Some(("call", n)) => format!("{} {}", plain(n.parse().unwrap()).len(), bodies()),
            Some(("invalidate", n)) => {
                plain_memo().invalidate(n.parse().unwrap());
                "done".to_owned()
            }
            _ => plain_memo().disk_info().unwrap().entries.to_string(),
        });
        return;
    }
    let stage = Stage::new();
    let (mut one, mut other) = (stage.begin(NAME, "one"), stage.begin(NAME, "other"));
    for n in 0..50 {
        let call = format!("call {n}");
        let (first, second) = if n % 2 == 0 { (&mut one, &mut other) } else { (&mut other, &mut one) };
        assert_eq!(first.ask(&call), format!("{n} 1"));
        assert_eq!(second.ask(&call), format!("{n} 0"));
    }
    assert_eq!([one.ask("entries"), other.ask("entries")], ["50", "50"]);
    assert_eq!(one.ask("invalidate 7"), "done");
    assert_eq!(one.ask("call 7"), "7 1");
}

#[test]
fn two_processes_write_at_the_same_time() {
    const NAME: &str = "processes::two_processes_write_at_the_same_time";
    if let Some(scene) = scene() {
        let forward = scene != "backward";
        for n in 0..400 {
            let n = if forward { n } else { 399 - n };
            assert_eq!(plain(n).len() as u64, n);
        }
        say(bodies());
        return;
    }
    let stage = Stage::new();
    let children = ["forward", "backward", "forward", "backward"].map(|scene| {
        let mut command = stage.command(NAME, scene);
        std::thread::spawn(move || command.output().unwrap())
    });
    for child in children {
        let output = child.join().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "nothing was damaged");
    }
    let last = stage.play(NAME, "forward");
    assert_eq!((&*last.said[0], last.complaints().len()), ("0", 0));
    assert!(stage.files("corrupt").is_empty());
}

#[test]
fn a_process_killed_while_it_writes_leaves_nothing_wrong() {
    const NAME: &str = "processes::a_process_killed_while_it_writes_leaves_nothing_wrong";
    if let Some(scene) = scene() {
        let last = if scene == "endless" { u64::MAX } else { 30 };
        say("ready");
        for n in 0..last {
            let value = large(n);
            assert!(value.iter().zip(0..).all(|(value, at)| *value == at * n) && value.len() == 200_000);
        }
        say(bodies());
        return;
    }
    let stage = Stage::new();
    for round in 0..6 {
        let mut actor = stage.begin(NAME, "endless");
        assert_eq!(actor.ask(""), "ready");
        std::thread::sleep(Duration::from_millis(60 + 23 * round));
        actor.kill();
    }
    stage.play(NAME, "some");
    let again = stage.play(NAME, "some");
    assert_eq!((&*again.said[1], again.complaints().len()), ("0", 0));
}
