//! Which line of a function takes the time: one of these is slow, and does not look it.
//!
//! ```text
//! 12 of 4300
//! bedeck  profiled_lines  164 ms  pid 18482
//! function                 calls   total     %    self  self %  net self    mean     min     p50     p99     max
//! profiled_lines::ranking      1  164 ms  99.9  164 ms    99.9    164 ms  164 ms  164 ms  164 ms  164 ms  164 ms
//!
//! lines  profiled_lines::ranking  examples/profiled_lines.rs:39  164 ms, exact
//! Line #    Hits  Time (ms)  Per Hit (ns)  % Time  Line Contents
//!     39       1        0.0         160.0     0.0  fn ranking(count: u64) -> Vec<(u64, u64)> {
//!     40       1        0.0          20.0     0.0      let mut ranking: Vec<(u64, u64)> = Vec::new();
//!     41  40,001        0.4           9.6     0.2      for number in numbers(count) {
//!     42  40,000      161.7       4,042.0    98.8          let known = ranking.iter().position(|(known, _)| *known =..
//!     43  40,000        0.4           9.7     0.2          match known {
//!     44  25,041        0.2           9.6     0.1              Some(place) => ranking[place].1 += 1,
//!     45  14,959        0.4          28.0     0.3              None => ranking.push((number, 1)),
//!     46                                                   }
//!     47                                               }
//!     48       1        0.6     591,616.0     0.4      ranking.sort_by_key(|(number, times)| (u64::MAX - times, *num..
//!     49       1        0.0         461.0     0.0      ranking
//!     50                                           }
//!
//! overhead: 1 call x 19 ns = 19 ns, 0.0 % of the run; clock resolution 20 ns
//! ```

use bedeck::profiled;

/// Numbers of a fixed sequence, many of them twice.
fn numbers(count: u64) -> impl Iterator<Item = u64> {
    (0..count).scan(1_u64, |state, _| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(*state >> 32 & 0x3fff)
    })
}

/// How many there are of each, the most frequent first.
#[profiled(lines)]
fn ranking(count: u64) -> Vec<(u64, u64)> {
    let mut ranking: Vec<(u64, u64)> = Vec::new();
    for number in numbers(count) {
        let known = ranking.iter().position(|(known, _)| *known == number);
        match known {
            Some(place) => ranking[place].1 += 1,
            None => ranking.push((number, 1)),
        }
    }
    ranking.sort_by_key(|(number, times)| (u64::MAX - times, *number));
    ranking
}

fn main() {
    let ranking = ranking(40_000);
    println!("{} of {}", ranking[0].1, ranking[0].0);
}
