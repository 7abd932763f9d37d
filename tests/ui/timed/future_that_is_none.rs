use bedeck::timed;

#[timed(future)]
fn parse() -> u8 {
    1
}

fn main() {
    parse();
}
