use bedeck::timed;

struct Parser;

#[timed(precise)]
impl Parser {
    fn at(&self) {}

    async fn parse(&self) {}

    async fn peek(&self) {}
}

fn main() {
    Parser.at();
    drop(Parser.parse());
    drop(Parser.peek());
}
