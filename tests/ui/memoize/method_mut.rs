use bedeck::memoize;

struct A(u8);

impl A {
    #[memoize(with_self)]
    fn f(&mut self, n: u8) -> u8 {
        self.0 += n;
        self.0
    }
}

fn main() {}
