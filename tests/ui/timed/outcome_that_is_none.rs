use bedeck::timed;

#[timed(outcome)]
fn parse() -> u8 {
    1
}

fn main() {
    parse();
}
