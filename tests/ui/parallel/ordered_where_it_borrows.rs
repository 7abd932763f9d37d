use bedeck::parallel;

#[parallel(map, ordered = false)]
fn f(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| word == text)
}

fn main() {}
