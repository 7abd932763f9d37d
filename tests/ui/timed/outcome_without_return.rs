use bedeck::timed;

#[timed(outcome)]
fn parse() {}

fn main() {
    parse();
}
