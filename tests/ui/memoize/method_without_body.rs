use bedeck::memoize;

trait Tr {
    #[memoize(with_self)]
    fn f(&self) -> u8;
}

fn main() {}
