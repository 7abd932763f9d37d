//! The ordinary table: one process, one thread, no peers. `record` has the ratios.
//!
//! `cargo bench -p bedeck-benches --bench ordinary`

use bedeck_benches::contestants::{Contestant, Floor, Instants, Plain, Timed};
use divan::{Divan, black_box};

fn main() {
    Divan::from_args().sample_count(50).main();
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn tiny<C: Contestant>() -> u64 {
    C::tiny(black_box(7))
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn one_microsecond<C: Contestant>() -> u64 {
    C::micro(black_box(7))
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn fib_25<C: Contestant>() -> u64 {
    C::fib(black_box(25))
}
