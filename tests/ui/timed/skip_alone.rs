use bedeck::timed;

#[timed(skip)]
fn parse() {}

fn main() {
    parse();
}
