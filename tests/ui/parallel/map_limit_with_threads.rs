use bedeck::parallel;

#[parallel(map, limit = 2, threads = 2)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
