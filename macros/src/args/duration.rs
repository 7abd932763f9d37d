//! Durations as users write them: `"10ms"`.

/// Nanoseconds, of a number and a unit.
pub(crate) fn nanoseconds(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number = number.replace('_', "");
    let scale = scale(unit.trim()).ok_or_else(|| refusal(text))?;
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    if whole.is_empty() || part.contains('.') {
        return Err(refusal(text));
    }
    let whole: u64 = whole.parse().map_err(|_| too_long(text))?;
    let nanoseconds = whole.checked_mul(scale).and_then(|whole| whole.checked_add(fraction(part, scale)));
    nanoseconds.ok_or_else(|| too_long(text))
}

/// The nanoseconds in one of the unit.
fn scale(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// The digits behind the point, in nanoseconds; what is below one is cut off.
fn fraction(digits: &str, scale: u64) -> u64 {
    let mut nanoseconds = 0;
    let mut unit = u128::from(scale);
    let mut behind = 1_u128;
    for digit in digits.chars().take(18).filter_map(|c| c.to_digit(10)) {
        behind *= 10;
        nanoseconds = nanoseconds * 10 + u128::from(digit);
    }
    unit *= nanoseconds;
    u64::try_from(unit / behind).unwrap_or(u64::MAX)
}

fn refusal(text: &str) -> String {
    format!("`{text}` is not a duration: write a number and one of `ns`, `us`, `ms`, `s`, `m`, `h`, as in \"10ms\"")
}

fn too_long(text: &str) -> String {
    format!("`{text}` is more nanoseconds than 64 bits hold: write a shorter duration")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit() {
        let read = |text| nanoseconds(text).unwrap();
        assert_eq!(read("7ns"), 7);
        assert_eq!([read("7us"), read("7µs"), read("7 μs")], [7_000; 3]);
        assert_eq!(read("10ms"), 10_000_000);
        assert_eq!(read("1.5s"), 1_500_000_000);
        assert_eq!(read("2m"), 120_000_000_000);
        assert_eq!(read("1h"), 3_600_000_000_000);
        assert_eq!(read("1_000ns"), 1_000);
        assert_eq!(read("0.000000001s"), 1);
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", "10", "ms", "ten ms", "10 parsecs", "1.2.3s", ".s", "-1s"] {
            assert!(nanoseconds(text).unwrap_err().contains("is not a duration"), "{text}");
        }
        assert!(nanoseconds("99999999999999999999s").is_err());
        assert!(nanoseconds("9999999999h").is_err());
    }
}
