use bedeck::timed;

struct Parser;

#[timed(name = "parser")]
impl Parser {
    fn parse(&self) {}
}

fn main() {
    Parser.parse();
}
