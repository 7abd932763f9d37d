use bedeck::memoize;

#[memoize]
struct A;

fn main() {}
