use bedeck::parallel;

#[parallel(map)]
fn f() -> u8 {
    1
}

fn main() {}
