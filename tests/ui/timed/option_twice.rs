use bedeck::timed;

#[timed(sample = 64, cpu, sample = 32)]
fn parse() {}

fn main() {
    parse();
}
