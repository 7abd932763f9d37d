use bedeck::memoize;

struct A(u8);

impl A {
    #[memoize]
    fn f(&self, n: u8) -> u8 {
        self.0 + n
    }
}

fn main() {}
