use bedeck::timed;

#[timed(name)]
fn parse() {}

fn main() {
    parse();
}
