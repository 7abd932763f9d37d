use bedeck::parallel;

#[parallel(map, progress)]
fn f(n: &u8) -> u8 {
    *n
}

fn main() {}
