use bedeck::memoize;

#[memoize(thread_local)]
async fn f(n: u8) -> u8 {
    n
}

fn main() {}
