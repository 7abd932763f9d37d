use bedeck::timed;

#[timed(lines)]
fn parse() {}

fn main() {
    parse();
}
