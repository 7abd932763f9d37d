use bedeck::memoize;

#[derive(Clone, PartialEq, Eq)]
struct Id;

#[memoize]
fn f(id: Id) -> u64 {
    let _ = id;
    1
}

fn main() {}
