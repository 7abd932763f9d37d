use bedeck::profiled;

#[profiled(lines = "bogus")]
fn double(n: u8) -> u8 {
    n * 2
}

fn main() {
    double(1);
}
