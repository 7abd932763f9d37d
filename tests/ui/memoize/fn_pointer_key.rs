use bedeck::memoize;

#[memoize]
fn f(make: fn() -> u8) -> u8 {
    make()
}

fn main() {}
