use bedeck::timed;

#[timed(log_over = "10 parsecs")]
fn parse() {}

fn main() {
    parse();
}
