use bedeck::parallel;

#[parallel(spawn)]
fn f(text: &str) -> usize {
    text.len()
}

fn main() {}
