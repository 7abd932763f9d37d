use bedeck::timed;

#[timed(nmae = "parse")]
fn parse() {}

fn main() {
    parse();
}
