use bedeck::profiled;

use super::{check, lines};

#[profiled(lines)]
fn sum(n: u64) -> u64 {                // 2
    let mut sum = 0;                   // 2
    for i in 0..n {                    // 5
        sum += i;                      // 3
    }
    sum                                // 2
}

#[profiled(lines)]
fn in_one_line(n: u64) -> u64 {        // 1
    let mut sum = 0;                   // 1
    for i in 0..n { sum += i; }        // 4
    let mut j = 0;                     // 1
    while j < n { j += 1; }            // 4
    sum + j                            // 1
}

#[test]
fn a_for_is_evaluated_once_more_than_its_body() {
    assert_eq!([sum(3), sum(0)], [3, 0]);
    check("loops::sum");
    assert_eq!(in_one_line(3), 6);
    check("loops::in_one_line");
}

#[profiled(lines)]
fn halves(mut n: u64) -> u64 {         // 2
    let mut rounds = 0;                // 2
    while n > 1 {                      // 6
        n /= 2;                        // 4
        rounds += 1;                   // 4
    }
    rounds                             // 2
}

#[profiled(lines)]
fn drained(mut stack: Vec<u64>) -> u64 {  // 1
    let mut sum = 0;                   // 1
    while let Some(top) = stack.pop() {  // 4
        sum += top;                    // 3
    }
    sum                                // 1
}

#[test]
fn while_and_while_let() {
    assert_eq!([halves(16), halves(1)], [4, 0]);
    check("loops::halves");
    assert_eq!(drained(vec![1, 2, 3]), 6);
    check("loops::drained");
}

#[profiled(lines)]
fn first_over(limit: u64) -> u64 {     // 1
    let mut n = 1;                     // 1
    let found = loop {                 // 1
        if n > limit {                 // 5
            break n;                   // 1
        }
        n *= 2;                        // 4
    };
    loop {                             // 2
        n -= 1;                        // 2
        if n <= limit + 4 {            // 2
            break;                     // 1
        }
    }
    found                              // 1
}

#[test]
fn an_endless_loop_counts_its_rounds() {
    assert_eq!(first_over(10), 16);
    check("loops::first_over");
}

#[profiled(lines)]
fn breaks_and_continues(n: u64) -> u64 {  // 3
    let mut odd = 0;                   // 3
    for i in 0..n {                    // 15
        if i % 2 == 0 {                // 13
            continue;                  // 7
        }
        if i > 6 {                     // 6
            break;                     // 1
        }
        odd += i;                      // 5
    }
    odd                                // 3
}

#[test]
fn a_break_is_no_evaluation_of_the_header() {
    // 0 to 3 and once more; 0 and once more; 0 to 7.
    assert_eq!([breaks_and_continues(4), breaks_and_continues(1), breaks_and_continues(9)], [4, 0, 9]);
    check("loops::breaks_and_continues");
}

#[profiled(lines)]
fn nested(n: u64) -> u64 {             // 1
    let mut count = 0;                 // 1
    'outer: for i in 0..n {            // 4
        let mut j = 0;                 // 4
        while j < n {                  // 10
            j += 1;                    // 10
            if j > i + 1 {             // 10
                continue 'outer;       // 2
            }
            if i == 3 && j == 2 {      // 8
                break 'outer;          // 1
            }
            if i == 2 && j == 3 {      // 7
                break;                 // 1
            }
            count += 1;                // 6
        }
    }
    count                              // 1
}

#[test]
fn nested_and_labelled_loops() {
    // i = 0: j = 1 counts, j = 2 continues. i = 1: 1, 2 count, 3 continues. i = 2: 1, 2 count, 3 breaks. i = 3: 1 counts, 2 breaks out.
    assert_eq!(nested(5), 6);
    check("loops::nested");
}

#[profiled(lines)]
fn finds(texts: &[&str]) -> Option<u64> {  // 3
    for text in texts {                // 6
        let number: u64 = text.parse().ok()?;  // 5
        if number > 2 {                // 4
            return Some(number);       // 1
        }
    }
    None                               // 1
}

#[test]
fn question_marks_and_returns_leave_a_loop() {
    assert_eq!([finds(&["1", "2"]), finds(&["1", "x"]), finds(&["3", "x"])], [None, None, Some(3)]);
    check("loops::finds");
}

#[profiled(lines)]
fn as_tails(n: u64, seen: &mut Vec<u64>) {  // 2
    if n > 1 {                         // 2
        for i in 0..n {                // 4
            seen.push(i);              // 3
        }
    } else {
        while seen.len() > 1 {         // 3
            seen.pop();                // 2
        }
    }
}

#[profiled(lines)]
fn in_arms(n: u64, seen: &mut Vec<u64>) {  // 2
    match n {                          // 2
        0 => while seen.pop().is_some() {  // 4
            seen.shrink_to_fit();      // 3
        },
        n => for i in 0..n {           // 4
            seen.push(i);              // 3
        },
    }
}

#[test]
fn a_loop_may_be_a_tail_or_an_arm() {
    let mut seen = Vec::new();
    as_tails(3, &mut seen);
    as_tails(1, &mut seen);
    assert_eq!(seen, [0]);
    check("loops::as_tails");
    seen.clear();
    in_arms(3, &mut seen);
    in_arms(0, &mut seen);
    assert!(seen.is_empty());
    check("loops::in_arms");
}

struct Slow(u64);

impl Iterator for Slow {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        spin(2_000_000);
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

/// Works for so many nanoseconds.
fn spin(nanoseconds: u128) {
    let began = std::time::Instant::now();
    while began.elapsed().as_nanos() < nanoseconds {
        std::hint::spin_loop();
    }
}

#[profiled(lines)]
fn slow_header() -> u64 {              // 1
    let mut sum = 0;                   // 1
    for i in Slow(3) {                 // 4
        sum += i;                      // 3
        spin(500_000);                 // 3
    }
    sum                                // 1
}

#[test]
fn what_the_header_takes_is_charged_to_it() {
    assert_eq!(slow_header(), 3);
    check("loops::slow_header");
    let lines = lines("loops::slow_header");
    let took = |text: &str| {
        let line = lines.iter().find(|line| line.source.as_ref().unwrap().contains(text));
        line.unwrap().total_ns.unwrap()
    };
    assert!(took("Slow(3)") >= 8_000_000 && took("spin(500_000)") >= 1_500_000);
    assert!(took("sum += i") < 1_000_000);
}
