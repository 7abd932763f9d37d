use bedeck::memoize;

#[memoize]
fn f<'a>(text: &'a str) -> Vec<&'a str> {
    vec![text]
}

fn main() {}
