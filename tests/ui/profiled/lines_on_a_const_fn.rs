use bedeck::profiled;

#[profiled(lines)]
const fn double(n: u8) -> u8 {
    let twice = n * 2;
    twice
}

fn main() {
    double(1);
}
