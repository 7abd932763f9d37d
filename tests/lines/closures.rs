use std::thread;

use bedeck::profiled;

use super::{check, lines};

#[profiled(lines)]
fn chained(n: u64) -> Vec<u64> {       // 1
    (0..n).map(|x| x + 1)              // 1
        .filter(|x| x % 2 == 0)        // 4
        .map(|x| {                     // 2
            let y = x * 10;            // 2
            y + 1                      // 2
        })
        .collect()
}

#[test]
fn closures_with_lines_of_their_own() {
    assert_eq!(chained(4), [21, 41]);
    check("closures::chained");
}

#[profiled(lines)]
fn adder(n: u64) -> impl Fn(u64) -> u64 + Copy + Send + 'static {  // 1
    let more = n * 2;                  // 1
    move |x| {                         // 1
        let sum = x + more;            // 5
        sum + 1                        // 5
    }
}

#[test]
fn a_closure_outlives_its_function_and_runs_in_other_threads() {
    let add = adder(10);
    assert_eq!([add(1), add(2)], [22, 23]);
    let threads: Vec<_> = (0..3).map(|i| thread::spawn(move || add(i))).collect();
    let sums: Vec<u64> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(sums, [21, 22, 23]);
    check_adder();
}

/// The closure's first line is that of the tail, which runs once.
fn check_adder() {
    check("closures::adder");
}

#[profiled(lines)]
fn sleeps() {                          // 1
    let nap = |ms| thread::sleep(std::time::Duration::from_millis(ms));  // 1
    (0..3).for_each(|_| {              // 1
        nap(5);                        // 3
    });
    nap(4);                            // 1
}

#[test]
fn the_time_in_a_closure_is_on_its_lines() {
    sleeps();
    check("closures::sleeps");
    let lines = lines("closures::sleeps");
    let took = |text: &str| {
        let line = lines.iter().find(|line| line.source.as_ref().unwrap().contains(text));
        line.unwrap().total_ns.unwrap()
    };
    assert!(took("nap(5)") >= 15_000_000 && took("nap(4)") >= 4_000_000);
    assert!(took("for_each") < 5_000_000);
}

type Handler = fn(u64) -> u64;

#[profiled(lines)]
fn handlers() -> [Handler; 2] {        // 1
    [                                  // 1
        |x| x + 1,                     // 1
        |x| {                          // 2
            x + 2                      // 2
        },
    ]
}

#[test]
fn closures_that_are_function_pointers() {
    let [one, two] = handlers();
    assert_eq!([one(1), two(1), two(2)], [2, 3, 4]);
    check("closures::handlers");
}

#[profiled(lines)]
fn loops_inside(n: u64) -> u64 {       // 1
    let mut sum = 0;                   // 1
    let mut add = |m: u64| {           // 1
        for i in 0..m {                // 5
            if i == 2 {                // 4
                break;                 // 1
            }
            sum += i;                  // 3
        }
    };
    for i in 0..n {                    // 3
        add(i * 3 + 1);                // 2
    }
    sum                                // 1
}

#[test]
fn loops_in_closures() {
    assert_eq!(loops_inside(2), 1);
    check("closures::loops_inside");
}
