use bedeck::parallel;

#[parallel]
struct Loops;

fn main() {}
