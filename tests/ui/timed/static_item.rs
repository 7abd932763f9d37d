use bedeck::timed;

#[timed]
static PARSE: fn() -> u8 = || 1;

fn main() {
    PARSE();
}
