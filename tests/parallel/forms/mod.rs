//! Every form of a loop, against the plain loop.

mod chains;
mod collections;
mod drops;
mod failures;
mod integers;
mod ranges;
mod writes;

use crate::processes::{again, is_again, obey};

/// Lets other threads in, now and then. Where other programs wait for the processor a yield takes long: in full only.
fn pause(item: usize) {
    if item % 509 == 7 && crate::minutes().is_some() {
        std::thread::yield_now();
    } else if item % 127 == 7 {
        (0..100).for_each(|_| std::hint::spin_loop());
    }
}

/// All forms in one process: what regions do there, they do for every test.
#[test]
fn every_form_gives_what_the_plain_loop_gives() {
    obey();
    let forms: [(&str, fn()); 7] = [
        ("ranges", ranges::check),
        ("integers", integers::check),
        ("chains", chains::check),
        ("writes", writes::check),
        ("collections", collections::check),
        ("failures", failures::check),
        ("drops", drops::check),
    ];
    for (name, check) in forms {
        let began = std::time::Instant::now();
        check();
        println!("{name}: {:.1} s", began.elapsed().as_secs_f64());
    }
    println!("result: all");
}

#[test]
fn so_it_is_where_helpers_always_come_and_where_nobody_helps() {
    if !is_again() {
        let settings =
            [("threads=4", "shared"), ("threads=2", "shared"), ("serial", "learned"), ("threads=7", "shared")];
        again("forms::every_form_gives_what_the_plain_loop_gives", &settings);
    }
}
