use bedeck::timed;

#[timed(capacity = 100)]
fn parse() {}

fn main() {
    parse();
}
