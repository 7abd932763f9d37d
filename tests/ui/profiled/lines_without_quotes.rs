use bedeck::profiled;

#[profiled(lines = sampled)]
fn double(n: u8) -> u8 {
    n * 2
}

fn main() {
    double(1);
}
