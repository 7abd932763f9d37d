use bedeck::parallel;

#[parallel(map)]
fn f(n: impl Into<u8>) -> u8 {
    n.into()
}

fn main() {}
