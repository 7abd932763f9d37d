use bedeck::parallel;

#[parallel(spawn)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
