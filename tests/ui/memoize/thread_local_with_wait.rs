use bedeck::memoize;

#[memoize(thread_local, wait = "1s")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
