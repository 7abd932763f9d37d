//! Which line of a function takes the time: one of these is slow, and does not look it.

use bedeck::profiled;

/// Numbers of a fixed sequence, many of them twice.
fn numbers(count: u64) -> impl Iterator<Item = u64> {
    (0..count).scan(1_u64, |state, _| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(*state >> 32 & 0x3fff)
    })
}

/// How many there are of each, the most frequent first.
#[profiled(lines)]
fn ranking(count: u64) -> Vec<(u64, u64)> {
    let mut ranking: Vec<(u64, u64)> = Vec::new();
    for number in numbers(count) {
        let known = ranking.iter().position(|(known, _)| *known == number);
        match known {
            Some(place) => ranking[place].1 += 1,
            None => ranking.push((number, 1)),
        }
    }
    ranking.sort_by_key(|(number, times)| (u64::MAX - times, *number));
    ranking
}

fn main() {
    let ranking = ranking(40_000);
    println!("{} of {}", ranking[0].1, ranking[0].0);
}
