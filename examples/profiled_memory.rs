use std::collections::BTreeMap;

use bedeck::profiled;

/// What `memory` needs: the program's allocator, counted.
#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

const WORDS: [&str; 7] = ["the", "river", "of", "stone", "and", "a", "forest"];
const COMMON: [&str; 6] = ["A", "AN", "AND", "OF", "OR", "THE"];

/// Two hundred pages of fifty words each.
#[profiled(memory)]
fn pages() -> Vec<String> {
    let page = |page: usize| {
        let words: Vec<&str> = (0..50).map(|place| WORDS[(page + place) % WORDS.len()]).collect();
        words.join(" ")
    };
    (0..200).map(page).collect()
}

/// On which pages a word stands.
#[profiled(memory)]
fn index(pages: &[String]) -> BTreeMap<&str, Vec<usize>> {
    let mut index: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for word in page.split(' ').filter(|word| !is_common(word)) {
            let on = index.entry(word).or_default();
            if on.last() != Some(&number) {
                on.push(number);
            }
        }
    }
    index
}

/// Planted: the list of common words is made anew for every word that is looked up.
#[profiled(lines, memory)]
fn is_common(word: &str) -> bool {
    let word = word.to_uppercase();
    let common: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
    common.contains(&word)
}

#[profiled(memory)]
fn main() {
    let pages = pages();
    let index = index(&pages);
    println!("{} words on {} pages", index.len(), pages.len());
}
