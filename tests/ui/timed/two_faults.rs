use bedeck::timed;

#[timed(sample = 0, log_over = "soon")]
fn parse() {}

fn main() {
    parse();
}
