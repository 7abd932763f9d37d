use bedeck::timed;

#[timed(span)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
