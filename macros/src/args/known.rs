//! The options of every decorator: what an unknown one is compared with.

/// A decorator and its options.
#[derive(Debug)]
pub(crate) struct Decorator {
    pub(crate) name: &'static str,
    pub(crate) options: &'static [&'static str],
}

pub(crate) const TIMED: Decorator = Decorator {
    name: "timed",
    options: &[
        "name",
        "outcome",
        "in_flight",
        "log_over",
        "cpu",
        "sample",
        "precise",
        "future",
        "span",
        "crate",
        "skip",
    ],
};

pub(crate) const PROFILED: Decorator = Decorator {
    name: "profiled",
    options: &["name", "lines", "memory", "timeline", "distinct", "future", "span", "crate", "skip"],
};

/// All decorators, the one first that an option which several have is likeliest meant for.
const ALL: [&Decorator; 4] = [&TIMED, &PROFILED, &MEMOIZE, &PARALLEL];

pub(crate) const MEMOIZE: Decorator = Decorator {
    name: "memoize",
    options: &[
        "capacity",
        "max_weight",
        "weight",
        "ttl",
        "idle",
        "refresh",
        "stale",
        "cache_err",
        "skip_none",
        "key",
        "ignore",
        "with_self",
        "instance",
        "thread_local",
        "wait",
        "tag",
        "name",
        "disk",
        "redis",
        "version",
        "crate",
    ],
};

pub(crate) const PARALLEL: Decorator = Decorator {
    name: "parallel",
    options: &[
        "map",
        "spawn",
        "pool",
        "threads",
        "chunk",
        "schedule",
        "serial_below",
        "limit",
        "progress",
        "ordered",
        "init",
        "name",
        "crate",
    ],
};

impl Decorator {
    /// Why `option` is not one of this decorator's, and what might be meant.
    pub(crate) fn unknown(&self, option: &str) -> String {
        let name = self.name;
        if let Some(other) = ALL.iter().find(|other| other.options.contains(&option)) {
            return format!(
                "`{option}` is an option of `#[{}]`, not of `#[{name}]`: write it there, or choose from {}",
                other.name,
                list(self.options)
            );
        }
        let meant = self.nearest(option).map_or(String::new(), |near| format!(" did you mean `{near}`?"));
        format!("`#[{name}]` has no option `{option}`:{meant} the options are {}", list(self.options))
    }

    /// The option that differs from `word` in the fewest letters, if it is near enough to be meant.
    fn nearest(&self, word: &str) -> Option<&'static str> {
        let near = self.options.iter().map(|option| (distance(word, option), *option)).min()?;
        (near.0 <= 1 + word.len() / 4).then_some(near.1)
    }
}

/// `a`, `b` and `c`, in backticks.
fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// How many letters must be added, removed or changed to make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_option_is_suggested() {
        assert_eq!(TIMED.nearest("nme"), Some("name"));
        assert_eq!(TIMED.nearest("inflight"), Some("in_flight"));
        assert_eq!(TIMED.nearest("bananas"), None);
    }

    #[test]
    fn another_decorators_option_names_that_decorator() {
        assert!(TIMED.unknown("capacity").contains("`#[memoize]`"));
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("cpu", "cpu"), 0);
    }
}
