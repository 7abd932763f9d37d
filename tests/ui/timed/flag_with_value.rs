use bedeck::timed;

#[timed(cpu = true)]
fn parse() {}

fn main() {
    parse();
}
