use bedeck::parallel;

#[parallel]
fn sum(a: &[u64]) -> u64 {
    a.iter().sum()
}

fn main() {}
