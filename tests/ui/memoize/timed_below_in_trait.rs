use bedeck::{memoize, timed};

trait Tr {
    #[memoize]
    #[timed]
    fn f(n: u8) -> u8 {
        n
    }
}

fn main() {}
