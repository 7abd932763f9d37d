use bedeck::timed;

struct Parser;

#[timed]
impl Parser {
    #[timed(skip, cpu)]
    fn parse(&self) {}
}

fn main() {
    Parser.parse();
}
