use bedeck::memoize;

#[memoize]
fn f(n: u8) -> () {
    let _ = n;
}

fn main() {}
