use bedeck::profiled;

#[profiled(lines)]
fn double(n: u8) -> Option<u8> {
    if n > 100 {
        do yeet;
    }
    Some(n * 2)
}

fn main() {
    double(1);
}
