use bedeck::parallel;

#[parallel(map)]
fn f(#[each] n: u8, #[each] m: u8) -> u8 {
    n + m
}

fn main() {}
