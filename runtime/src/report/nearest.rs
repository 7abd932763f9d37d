//! What somebody who mistyped a word may have meant.

/// The candidate that takes the fewest insertions, deletions, replacements and swaps of neighbours to reach.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates.iter().copied().min_by_key(|candidate| distance(&word, candidate))
}

/// The edit distance with swaps of neighbours (optimal string alignment), row by row.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: [Vec<usize>; 3] = [vec![], vec![], (0..=to.len()).collect()];
    for i in 1..=from.len() {
        rows.rotate_left(1);
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = rows[1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut least = replaced.min(rows[1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                least = least.min(rows[0][j - 2] + 1);
            }
            row.push(least);
        }
        rows[2] = row;
    }
    rows[2][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_edits() {
        for (from, to, edits) in
            [("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("jsno", "json", 1), ("ab", "ba", 1)]
        {
            assert_eq!(distance(from, to), edits, "{from} {to}");
        }
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn the_nearest_is_the_first_of_the_least_distance() {
        assert_eq!(nearest("tabel", &["quiet", "table", "total"]), Some("table"));
        assert_eq!(nearest("JSON", &["off", "json"]), Some("json"));
        assert_eq!(nearest("x", &[]), None);
    }
}
