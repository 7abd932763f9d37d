use bedeck::memoize;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Id(u64);

#[memoize(disk)]
fn number(text: &str, id: Id) -> u64 {
    id.0 + text.len() as u64
}

fn main() {}
