use bedeck::timed;

#[timed]
#[timed(cpu)]
fn parse() {}

fn main() {
    parse();
}
