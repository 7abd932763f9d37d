use bedeck::parallel;

#[parallel(spawn, map)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
