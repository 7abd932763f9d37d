//! The ordinary table: one process, one thread, no peers. `record` has the ratios.
//!
//! `cargo bench -p bedeck-benches --bench ordinary`

use std::time::Duration;

use bedeck_benches::contestants::{Contestant, Floor, Instants, Plain, Timed};
use bedeck_benches::work::{Body, make_calls};
use divan::{Bencher, Divan, black_box};

/// The harness sizes its samples by the first call, and a thread's first calls are not like the others.
const WARM_UP: u64 = 2_000;

fn main() {
    Divan::from_args().min_time(Duration::from_millis(300)).main();
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn tiny<C: Contestant>(bencher: Bencher) {
    make_calls::<C>(Body::Tiny, WARM_UP);
    bencher.bench_local(|| C::tiny(black_box(7)));
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn one_microsecond<C: Contestant>(bencher: Bencher) {
    make_calls::<C>(Body::Micro, WARM_UP);
    bencher.bench_local(|| C::micro(black_box(7)));
}

#[divan::bench(types = [Plain, Floor, Instants, Timed])]
fn fib_25<C: Contestant>(bencher: Bencher) {
    make_calls::<C>(Body::Fib25, WARM_UP);
    bencher.bench_local(|| C::fib(black_box(25)));
}
