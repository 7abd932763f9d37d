use bedeck::memoize;

#[memoize]
fn f(n: u8) -> ! {
    panic!("{n}")
}

fn main() {}
