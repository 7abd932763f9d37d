use bedeck::timed;

#[timed(log_over = 10)]
fn parse() {}

fn main() {
    parse();
}
