use bedeck::vectorize;

#[vectorize]
struct S;

fn main() {}
