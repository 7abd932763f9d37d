use bedeck::timed;

#[timed(precise)]
async fn parse() -> u8 {
    1
}

fn main() {
    drop(parse());
}
