use bedeck::timed;

#[timed("parse")]
fn parse() {}

fn main() {
    parse();
}
