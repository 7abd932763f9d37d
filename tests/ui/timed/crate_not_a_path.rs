use bedeck::timed;

#[timed(crate = "bedeck")]
fn parse() {}

fn main() {
    parse();
}
