use bedeck::memoize;

#[memoize(redis, thread_local)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
