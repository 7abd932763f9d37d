use bedeck::timed;

macro_rules! make {
    ($name:ident) => {
        fn $name() {}
    };
}

#[timed]
make!(parse);

fn main() {
    parse();
}
