use bedeck::timed;

#[timed]
const fn parse() -> u8 {
    1
}

const PARSED: u8 = parse();

fn main() {
    assert_eq!(PARSED, 1);
}
