use bedeck::timed;

#[timed(threads = 4)]
fn parse() {}

fn main() {
    parse();
}
