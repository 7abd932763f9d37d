//! Which function asks for the memory: one of these asks for far more than it needs.
//!
//! ```text
//! wisdom
//! bedeck  profiled_memory  1.21 ms  pid 18540
//! function                  calls    total     %     self  self %  net self     mean      p50      p99      max
//! profiled_memory::main         1  1.07 ms  88.1  18.8 us     1.6   18.8 us  1.07 ms  1.07 ms  1.07 ms  1.07 ms
//! profiled_memory::longest      1  1.03 ms  84.9  1.03 ms    84.9   1.03 ms  1.03 ms  1.03 ms  1.03 ms  1.03 ms
//! profiled_memory::words        1  19.7 us   1.6  19.7 us     1.6   19.7 us  19.7 us  19.7 us  19.7 us  19.7 us
//!
//! tree
//!   total     %     self  net self  calls  function
//! 1.07 ms  92.4  18.8 us   18.8 us      1  profiled_memory::main
//! 1.03 ms  89.1  1.03 ms   1.03 ms      1    profiled_memory::longest
//! 19.7 us   1.7  19.7 us   19.7 us      1    profiled_memory::words
//! 87.6 us   7.6                            (unattributed)
//!
//! callers and callees
//! function                       calls    total
//! profiled_memory::main              1  1.07 ms
//!   -> profiled_memory::longest      1  1.03 ms
//!   -> profiled_memory::words        1  19.7 us
//! profiled_memory::longest           1  1.03 ms
//!   <- profiled_memory::main         1  1.03 ms
//! profiled_memory::words             1  19.7 us
//!   <- profiled_memory::main         1  19.7 us
//!
//! lines  profiled_memory::longest  examples/profiled_memory.rs:65  1.03 ms, exact
//! Line #  Hits  Time (us)  Per Hit (ns)  % Time    Alloc  Line Contents
//!     65     1        0.1          50.0     0.0           fn longest(words: &[String]) -> String {
//!     66     1        0.0          20.0     0.0               let mut longest = String::new();
//!     67   181        2.0          10.9     0.2               for word in words {
//!     68   180      750.2       4,167.8    73.0  861 KiB          let mut others = words.to_vec();
//!     69   180      187.2       1,040.0    18.2                   others.retain(|other| other.len() > word.len());
//!     70   180       87.5         486.1     8.5                   if others.is_empty() {
//!     71    10        0.7          73.1     0.1    8 B                longest.clone_from(word);
//!     72                                                          }
//!     73                                                      }
//!     74     1        0.2         190.0     0.0               longest
//!     75                                                  }
//!
//! memory
//! function                  calls  allocated   count      self     freed   frees      peak
//! profiled_memory::main         1    876 KiB  32,770  1.74 KiB   875 KiB  32,769  12.1 KiB
//! profiled_memory::longest      1    861 KiB  32,581   861 KiB   861 KiB  32,580  4.79 KiB
//! profiled_memory::words        1   12.5 KiB     187  12.5 KiB  5.91 KiB       6  6.57 KiB
//! process: 544 B live, 12.6 KiB at its peak
//!
//! overhead: 3 calls x 19 ns = 58 ns, 0.0 % of the run; clock resolution 20 ns
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
