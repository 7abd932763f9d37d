use bedeck::parallel;

#[parallel(spawn)]
async fn f(n: u8) -> u8 {
    n
}

fn main() {}
