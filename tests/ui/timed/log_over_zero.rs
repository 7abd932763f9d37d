use bedeck::timed;

#[timed(log_over = "0ms")]
fn parse() {}

fn main() {
    parse();
}
