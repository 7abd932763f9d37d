use bedeck::{parallel, vectorize};

#[parallel(spawn)]
#[vectorize]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
