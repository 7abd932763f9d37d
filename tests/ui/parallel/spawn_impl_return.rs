use bedeck::parallel;

#[parallel(spawn)]
fn f(n: u8) -> impl Iterator<Item = u8> {
    0..n
}

fn main() {}
