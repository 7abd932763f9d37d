use std::pin::Pin;

use bedeck::timed;

#[timed(future, outcome)]
fn parse() -> Pin<Box<dyn Future<Output = Option<u8>>>> {
    Box::pin(std::future::ready(Some(1)))
}

fn main() {
    drop(parse());
}
