use bedeck::timed;

#[timed]
#[derive(Debug)]
pub struct Parser {
    at: usize,
}

fn main() {
    println!("{:?}", Parser { at: 1 });
}
