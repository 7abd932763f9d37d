use bedeck::timed;

#[timed(sample = 5000000000)]
fn parse() {}

fn main() {
    parse();
}
