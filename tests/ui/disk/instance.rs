use bedeck::{InstanceMemo, memoize};

struct Shape {
    sides: u64,
    memo: InstanceMemo,
}

impl Shape {
    #[memoize(disk = "target/shapes", instance = memo)]
    fn area(&self) -> u64 {
        self.sides
    }
}

fn main() {}
