//! Which function asks for the memory: one of these asks for far more than it needs.
//!
//! `memory` needs a counting allocator, two lines of the program. The section `memory` names the function: `longest`
//! asks for 861 KiB and never holds more than 5. Together with `lines`, the section of its lines names the culprit: the
//! words are copied for every word.
//!
//! ```text
//! wisdom
//! bedeck  profiled_memory  1.20 ms  pid 7774
//! 85.7 % of the time is in `profiled_memory::longest` itself: 1.03 ms in 1 call
//! `profiled_memory::longest` asked for 861 KiB, 98.4 % of all bytes counted
//!
//! function                  calls    total     %     self  self %  net self     mean      p50      p99      max
//! profiled_memory::main         1  1.08 ms  90.2  34.6 us     2.9   34.5 us  1.08 ms  1.08 ms  1.08 ms  1.08 ms
//! profiled_memory::longest      1  1.03 ms  85.7  1.03 ms    85.7   1.03 ms  1.03 ms  1.03 ms  1.03 ms  1.03 ms
//! profiled_memory::words        1  18.7 us   1.6  18.7 us     1.6   18.7 us  18.7 us  18.7 us  18.7 us  18.7 us
//!
//! tree
//!   total     %     self  net self  calls  function
//! 1.08 ms  96.4  34.6 us   34.5 us      1  profiled_memory::main
//! 1.03 ms  91.7  1.03 ms   1.03 ms      1    profiled_memory::longest
//! 18.7 us   1.7  18.7 us   18.7 us      1    profiled_memory::words
//! 40.0 us   3.6                            (unattributed)
//!
//! callers and callees
//! function                       calls    total
//! profiled_memory::main              1  1.08 ms
//!   -> profiled_memory::longest      1  1.03 ms
//!   -> profiled_memory::words        1  18.7 us
//! profiled_memory::longest           1  1.03 ms
//!   <- profiled_memory::main         1  1.03 ms
//! profiled_memory::words             1  18.7 us
//!   <- profiled_memory::main         1  18.7 us
//!
//! lines  profiled_memory::longest  examples/profiled_memory.rs:72  1.03 ms, exact
//! Line #  Hits  Time (us)  Per Hit (ns)  % Time    Alloc  Line Contents
//!     72     1        0.2         190.0     0.0           fn longest(words: &[String]) -> String {
//!     73     1        0.0          20.0     0.0               let mut longest = String::new();
//!     74   181        1.8           9.9     0.2               for word in words {
//!     75   180      746.2       4,145.4    72.6  861 KiB          let mut others = words.to_vec();
//!     76   180      186.5       1,036.3    18.2                   others.retain(|other| other.len() > word.len..
//!     77   180       92.0         510.9     9.0                   if others.is_empty() {
//!     78    10        0.8          79.1     0.1    8 B                longest.clone_from(word);
//!     79                                                          }
//!     80                                                      }
//!     81     1        0.0          30.0     0.0               longest
//!     82                                                  }
//!
//! memory
//! function                  calls  allocated   count      self     freed   frees      peak
//! profiled_memory::main         1    876 KiB  32,770  1.74 KiB   875 KiB  32,769  12.1 KiB
//! profiled_memory::longest      1    861 KiB  32,581   861 KiB   861 KiB  32,580  4.79 KiB
//! profiled_memory::words        1   12.5 KiB     187  12.5 KiB  5.91 KiB       6  6.57 KiB
//! process: 544 B live, 12.6 KiB at its peak
//!
//! overhead: 3 calls x 32 ns = 95 ns, 0.0 % of the run; clock resolution 20 ns
//! ```

use bedeck::profiled;

#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

/// The words of a text, in lower case.
#[profiled(memory)]
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// The longest of them, by comparing each with all.
#[profiled(memory, lines)]
fn longest(words: &[String]) -> String {
    let mut longest = String::new();
    for word in words {
        let mut others = words.to_vec();
        others.retain(|other| other.len() > word.len());
        if others.is_empty() {
            longest.clone_from(word);
        }
    }
    longest
}

#[profiled(memory)]
fn main() {
    let text = "It was the best of times it was the worst of times it was the age of wisdom ".repeat(10);
    println!("{}", longest(&words(&text)));
}
