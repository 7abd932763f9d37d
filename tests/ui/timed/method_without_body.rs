use bedeck::timed;

trait Parse {
    #[timed]
    fn parse(&self) -> u8;
}

impl Parse for u8 {
    fn parse(&self) -> u8 {
        *self
    }
}

fn main() {
    1.parse();
}
