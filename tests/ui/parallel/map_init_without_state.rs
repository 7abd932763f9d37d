use bedeck::parallel;

#[parallel(map, init = Vec::new())]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
