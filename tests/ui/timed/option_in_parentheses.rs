use bedeck::timed;

#[timed(name("parse"))]
fn parse() {}

fn main() {
    parse();
}
