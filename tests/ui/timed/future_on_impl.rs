use bedeck::timed;

struct Parser;

#[timed(future)]
impl Parser {
    fn parse(&self) {}

    fn peek(&self) {}
}

fn main() {
    Parser.parse();
    Parser.peek();
}
