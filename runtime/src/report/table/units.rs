//! Figures for people: three digits and a unit.

use core::cmp::Ordering;

/// Unit, its size in nanoseconds, and the least value that the next unit takes over.
const TIMES: [(&str, f64, f64); 5] =
    [("ns", 1.0, 1000.0), ("us", 1e3, 1000.0), ("ms", 1e6, 1000.0), ("s ", 1e9, 60.0), ("min", 60e9, f64::INFINITY)];
const COUNTS: [(&str, f64, f64); 5] =
    [("", 1.0, 1000.0), (" k", 1e3, 1000.0), (" M", 1e6, 1000.0), (" G", 1e9, 1000.0), (" T", 1e12, f64::INFINITY)];

const BYTES: [(&str, f64, f64); 5] = [
    ("B  ", 1.0, 1000.0),
    ("KiB", 1024.0, 1000.0),
    ("MiB", 1048576.0, 1000.0),
    ("GiB", 1073741824.0, 1000.0),
    ("TiB", 1099511627776.0, f64::INFINITY),
];

/// A duration. The unit takes two places, so that numbers under each other are flush.
pub(super) fn time(ns: u64) -> String {
    whole(ns).unwrap_or_else(|| {
        let (number, unit) = scaled(ns as f64, &TIMES);
        format!("{number} {unit}")
    })
}

/// What most durations are called, from whole numbers in a tenth of the time: tables may have millions of them. `None` where
/// the next unit takes over, and half-way between two numbers, which [`scaled`] rounds by what floating point makes of them.
fn whole(ns: u64) -> Option<String> {
    let (unit, size) = match ns {
        0..1_000 => return Some([&ns.to_string(), " ns"].concat()),
        1_000..1_000_000 => (" us", 1_000),
        1_000_000..1_000_000_000 => (" ms", 1_000_000),
        1_000_000_000..59_000_000_000 => (" s ", 1_000_000_000),
        _ => return None,
    };
    let (scale, point) = match ns * 1000 / size {
        0..9_995 => (100, 1),
        9_995..99_950 => (10, 2),
        _ => (1, 3),
    };
    let (number, rest) = (ns * scale / size, ns * scale % size);
    let rounded = match (rest * 2).cmp(&size) {
        Ordering::Less => number,
        Ordering::Equal => return None,
        Ordering::Greater => number + 1,
    };
    let mut text = String::with_capacity("1.23 us".len());
    for (at, place) in [100, 10, 1].into_iter().enumerate() {
        text.push_str(if at == point { "." } else { "" });
        text.push(char::from(b'0' + (rounded / place % 10) as u8));
    }
    text.push_str(unit);
    (rounded < 1000).then_some(text)
}

/// An amount of memory. The unit takes three places.
pub(super) fn bytes(number: u64) -> String {
    let (digits, unit) = scaled(number as f64, &BYTES);
    let digits = if unit == BYTES[0].0 { number.to_string() } else { digits };
    format!("{digits} {unit}")
}

/// The unit, and its size in nanoseconds, in which a column of times is told that `most` is the longest of: that one is at
/// least `scale` units.
pub(super) fn common_unit(most: f64, scale: f64) -> (&'static str, f64) {
    let fits = |(_, size, _): &&(&str, f64, f64)| most >= size * scale;
    let (unit, size, _) = TIMES[..4].iter().rev().find(fits).unwrap_or(&TIMES[0]);
    (unit.trim_end(), *size)
}

/// A number with one decimal, its whole part in groups of three digits.
pub(super) fn tenths(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

/// A number of things, or a rate: `982`, `12.3 k`.
pub(super) fn count(number: f64) -> String {
    let (digits, unit) = scaled(number, &COUNTS);
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("{digits}{unit}")
}

/// Three digits in the unit that leaves something before the point, also after rounding: 999.9 us are 1.00 ms.
fn scaled(value: f64, units: &[(&'static str, f64, f64)]) -> (String, &'static str) {
    let within = |(_, size, limit): &(&str, f64, f64)| value / size < *limit;
    let first = units.iter().position(within).unwrap_or(units.len() - 1);
    let (unit, size, limit) = units[first];
    let number = three_digits(value / size);
    let reaches_it = value / size > limit - 1.0 && number.parse().is_ok_and(|number: f64| number >= limit);
    match units.get(first + 1).filter(|_| reaches_it) {
        Some((unit, size, _)) => (three_digits(value / size), unit),
        None => (number, unit),
    }
}

fn three_digits(value: f64) -> String {
    let decimals =
        [(9.995, 2), (99.95, 1)].iter().find(|(limit, _)| value < *limit).map_or(0, |(_, decimals)| *decimals);
    format!("{value:.decimals$}")
}

/// A whole number, exactly, in groups of three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if number < 1000 {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 thing is` or `2 things are`.
pub(super) fn plural(number: usize, thing: &str) -> String {
    let number = number as u64;
    if number == 1 { format!("1 {thing} is") } else { format!("{} {thing}s are", grouped(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_the_right_unit() {
        let times = [
            (0, "0 ns"),
            (7, "7 ns"),
            (999, "999 ns"),
            (1_000, "1.00 us"),
            (9_996, "10.0 us"),
            (12_345, "12.3 us"),
            (999_499, "999 us"),
            (999_501, "1.00 ms"),
            (123_456_789, "123 ms"),
            (59_940_000_000, "59.9 s "),
            (59_960_000_000, "1.00 min"),
            (90_000_000_000, "1.50 min"),
            (86_400_000_000_000, "1440 min"),
        ];
        times.iter().for_each(|(ns, text)| assert_eq!(time(*ns), *text));
    }

    /// Every length, and what lies beside half-way.
    #[test]
    fn times_are_the_same_from_whole_numbers_and_from_floating_point() {
        let mut seed = 1_u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> 28
        };
        let mut all: Vec<u64> = (0..20_000).map(|at| 1000 + (random() >> (at % 30))).collect();
        let halves = (1..4_000).flat_map(|half| [5, 500, 50_000, 5_000_000].map(|size| half * size));
        all.extend(halves.filter(|half| *half > 1000).flat_map(|half| [half - 1, half, half + 1]));
        let mut quick = 0;
        for (ns, text) in all.iter().filter_map(|ns| Some((*ns, whole(*ns)?))) {
            let (number, unit) = scaled(ns as f64, &TIMES);
            assert_eq!(text, format!("{number} {unit}"), "{ns} ns");
            quick += 1;
        }
        assert!(quick > all.len() / 2, "{quick} of {}", all.len());
    }

    #[test]
    fn memory_is_told_in_powers_of_1024() {
        let amounts = [
            (0, "0 B  "),
            (999, "999 B  "),
            (1000, "0.98 KiB"),
            (1024, "1.00 KiB"),
            (1_048_576, "1.00 MiB"),
            (15_000_000_000, "14.0 GiB"),
            (u64::MAX, "16777216 TiB"),
        ];
        amounts.iter().for_each(|(number, text)| assert_eq!(bytes(*number), *text));
    }

    #[test]
    fn a_column_of_times_has_one_unit() {
        let units = [(0.0, "ns"), (99_999.0, "ns"), (100_000.0, "us"), (3.2e9, "ms"), (1e11, "s"), (1e15, "s")];
        units.iter().for_each(|(most, unit)| assert_eq!(common_unit(*most, 100.0).0, *unit));
        let numbers = [(0.04, "0.0"), (0.05, "0.1"), (999.96, "1,000.0"), (12_345.678, "12,345.7")];
        numbers.iter().for_each(|(number, text)| assert_eq!(tenths(*number), *text));
    }

    #[test]
    fn counts_are_short_or_exact() {
        let counts = [(0.0, "0"), (0.5, "0.5"), (982.0, "982"), (12_000_000.0, "12 M"), (12_345.0, "12.3 k")];
        counts.iter().for_each(|(number, text)| assert_eq!(count(*number), *text));
        let exact = [(0, "0"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678")];
        exact.iter().for_each(|(number, text)| assert_eq!(grouped(*number), *text));
    }
}
