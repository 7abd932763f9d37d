//! What the first call of a loop costs: many loops, each called for the first time, by turns with a plain one that is new, too.

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use bedeck_benches::table::median;

/// The argument that makes the program one that calls each loop and says what it took.
pub(crate) const AS_CHILD: &str = "--first-calls";

/// How many items.
const ITEMS: usize = 8;

type Loop = fn(&[u64]) -> u64;

/// Loops that differ in a number.
macro_rules! loops {
    ($group:ident, $number:literal, [$($name:ident = $own:literal),*]) => {
        mod $group {
            pub(super) mod plain {
                $(#[inline(never)]
                pub(crate) fn $name(a: &[u64]) -> u64 {
                    let mut sum = 0;
                    for i in 0..a.len() {
                        sum += a[i] ^ ($number * 16 + $own);
                    }
                    sum
                })*
            }
            pub(super) mod attributed {
                use bedeck::{par, parallel};
                $(#[inline(never)]
                #[parallel]
                pub(crate) fn $name(a: &[u64]) -> u64 {
                    let mut sum = 0;
                    for i in par(0..a.len()) {
                        sum += a[i] ^ ($number * 16 + $own);
                    }
                    sum
                })*
            }
            pub(super) const ALL: [[super::Loop; 2]; 16] = [$([plain::$name, attributed::$name]),*];
        }
    };
    ($($group:ident = $number:literal),*) => {
        $(loops!($group, $number, [
            a = 0, b = 1, c = 2, d = 3, e = 4, f = 5, g = 6, h = 7, i = 8, j = 9, k = 10, l = 11, m = 12, n = 13, o = 14, p = 15
        ]);)*
        const GROUPS: [[[Loop; 2]; 16]; 8] = [$($group::ALL),*];
    };
}

loops!(first = 0, second = 1, third = 2, fourth = 3, fifth = 4, sixth = 5, seventh = 6, eighth = 7);

/// In the child: the median over the loops of what the first and the second call took over the plain one, and the mean of
/// the first, in nanoseconds.
pub(crate) fn print_differences() {
    let items = vec![7_u64; ITEMS];
    let timed = |function: Loop| {
        let began = Instant::now();
        black_box(function(black_box(&items)));
        began.elapsed().as_nanos() as f64
    };
    // The program is known to the runtime, the clock has been read.
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let [plain, attributed] = GROUPS[0][0];
    timed(plain);
    timed(attributed);
    for [plain, attributed] in GROUPS.into_iter().flatten().skip(1) {
        let alone = timed(plain);
        first.push(timed(attributed) - alone);
        let alone = timed(plain);
        second.push(timed(attributed) - alone);
    }
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    println!("{} {} {mean}", median(&first), median(&second));
}

/// Prints the medians over so many processes.
pub(crate) fn run(rounds: usize) {
    let mut figures = [const { Vec::new() }; 3];
    for _ in 0..rounds {
        let program = std::env::current_exe().expect("the path of this program");
        let output = Command::new(program).arg(AS_CHILD).env("BEDECK", "quiet").output().expect("a child process");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = said.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
        figures.iter_mut().zip(numbers).for_each(|(figures, number)| figures.push(number));
    }
    let [first, second, mean] = figures.map(|figures| median(&figures));
    println!("\n| calls of 127 loops over {ITEMS} items, ns over the plain loop | median | mean |");
    println!("|---|---:|---:|");
    println!("| first call | {first:.0} | {mean:.0} |");
    println!("| second call | {second:.0} | |");
}
