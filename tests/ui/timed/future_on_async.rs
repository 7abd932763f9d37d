use bedeck::timed;

#[timed(future)]
async fn parse() -> u8 {
    1
}

fn main() {
    drop(parse());
}
