use bedeck::timed;

#[timed]
#[path = "mod_file/parse.rs"]
mod parse;

fn main() {
    parse::parse();
}
