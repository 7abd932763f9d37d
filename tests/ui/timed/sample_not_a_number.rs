use bedeck::timed;

#[timed(sample = "64")]
fn parse() {}

fn main() {
    parse();
}
