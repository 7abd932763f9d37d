use bedeck::timed;

struct Parser;

#[timed(nope)]
impl Parser {
    #[timed(skip)]
    fn parse(&self) {}
}

fn main() {
    Parser.parse();
}
