use bedeck::parallel;

#[parallel(map)]
async fn f(n: u8) -> u8 {
    n
}

fn main() {}
