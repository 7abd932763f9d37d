use bedeck::timed;

#[timed(name = 7)]
fn parse() {}

fn main() {
    parse();
}
