use bedeck::timed;

#[timed(bananas)]
fn parse() {}

fn main() {
    parse();
}
