//! Which function asks for the memory: one of these asks for far more than it needs.

use bedeck::profiled;

#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

/// The words of a text, in lower case.
#[profiled(memory)]
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// The longest of them, by comparing each with all.
#[profiled(memory, lines)]
fn longest(words: &[String]) -> String {
    let mut longest = String::new();
    for word in words {
        let mut others = words.to_vec();
        others.retain(|other| other.len() > word.len());
        if others.is_empty() {
            longest.clone_from(word);
        }
    }
    longest
}

#[profiled(memory)]
fn main() {
    let text = "It was the best of times it was the worst of times it was the age of wisdom ".repeat(10);
    println!("{}", longest(&words(&text)));
}
