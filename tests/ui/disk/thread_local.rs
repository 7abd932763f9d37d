use bedeck::memoize;

#[memoize(disk, thread_local)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
