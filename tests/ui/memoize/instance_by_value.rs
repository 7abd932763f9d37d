use bedeck::memoize;

struct A(bedeck::InstanceMemo);

impl A {
    #[memoize(instance = 0)]
    fn f(self, n: u8) -> u8 {
        let _ = self.0;
        n
    }
}

fn main() {}
