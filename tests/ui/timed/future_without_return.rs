use bedeck::timed;

#[timed(future)]
fn parse() {}

fn main() {
    parse();
}
