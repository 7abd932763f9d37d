use bedeck::timed;

#[timed(span = "loud")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
