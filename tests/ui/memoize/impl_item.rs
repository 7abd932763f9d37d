use bedeck::memoize;

struct A;

#[memoize]
impl A {
    fn f(n: u8) -> u8 {
        n
    }
}

fn main() {}
