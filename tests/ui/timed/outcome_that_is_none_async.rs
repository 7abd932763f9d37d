use bedeck::timed;

#[timed(outcome)]
async fn parse() -> u8 {
    1
}

fn main() {
    drop(parse());
}
