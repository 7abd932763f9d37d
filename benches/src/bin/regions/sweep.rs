//! From how much work on a loop gains: items of one cost, more and more of them.

use std::hint::black_box;

use bedeck_benches::loops::{attributed, plain};

use crate::measure::{Contestant, Place, Run, by_contestant, cold, hot, summary};
#[cfg(feature = "loops")]
use crate::peers;

/// Steps an item, a tenth of a microsecond or less.
const COST: u64 = 60;
/// From how many items to how many, by doubling.
const SIZES: std::ops::RangeInclusive<u32> = 4..=14;

/// Prints a row a size, then where each begins to gain.
pub(crate) fn run(rounds: usize) {
    println!("\n| work, us | contestant | hot, us | x plain | cold, us | x plain |");
    println!("|---:|---|---:|---:|---:|---:|");
    let mut gains: Vec<(String, Vec<[f64; 3]>)> = Vec::new();
    for items in SIZES.map(|power| 1 << power) {
        let mut contestants = contestants(items);
        let hot = by_contestant(&mut contestants, rounds, |contestant| hot(contestant, Place::Main));
        let cold = by_contestant(&mut contestants, rounds * 5, |contestant| cold(contestant, Place::Main));
        let work = summary(&hot, 0).map_or(0.0, |(ns, _)| ns / 1e3);
        for (at, (name, _)) in contestants.iter().enumerate() {
            let (Some((hot, hot_ratio)), Some((cold, cold_ratio))) = (summary(&hot, at), summary(&cold, at)) else {
                continue;
            };
            let (hot, cold) = (hot / 1e3, cold / 1e3);
            println!("| {work:.1} | {name} | {hot:.1} | {hot_ratio:.3} | {cold:.1} | {cold_ratio:.3} |");
            match gains.get_mut(at) {
                Some((_, points)) => points.push([work, hot_ratio, cold_ratio]),
                None => gains.push((name.clone(), vec![[work, hot_ratio, cold_ratio]])),
            }
        }
    }
    println!("\n| contestant | break-even hot, us | break-even cold, us | most over plain below, hot | cold |");
    println!("|---|---:|---:|---:|---:|");
    for (name, points) in gains.iter().skip(1) {
        let [hot, cold] = [1, 2].map(|column| break_even(points, column));
        let [hot_loss, cold_loss] = [1, 2].map(|column| points.iter().map(|point| point[column]).fold(1.0, f64::max));
        println!("| {name} | {hot} | {cold} | {hot_loss:.3} | {cold_loss:.3} |");
    }
}

fn contestants(items: usize) -> Vec<(String, Contestant)> {
    #[allow(unused_mut, reason = "without peers nothing is added")]
    let mut all = vec![
        ("plain".to_owned(), here(items, plain::uniform)),
        ("bedeck".to_owned(), here(items, attributed::uniform)),
    ];
    #[cfg(feature = "loops")]
    all.extend([
        ("rayon".to_owned(), here(items, peers::uniform::<peers::Rayon>)),
        ("chili".to_owned(), here(items, peers::uniform::<peers::Chili>)),
    ]);
    all
}

fn here(items: usize, function: fn(&mut [u64], u64)) -> Contestant {
    let mut out = vec![0; items];
    let run: Run = Box::new(move || function(black_box(&mut out), black_box(COST)));
    Contestant::Here(run)
}

/// The work from which on it is at least a twentieth faster, read off between two sizes.
fn break_even(points: &[[f64; 3]], column: usize) -> String {
    const GAIN: f64 = 0.95;
    let Some(last_without) = points.iter().rposition(|point| point[column] > GAIN) else {
        return format!("< {:.1}", points[0][0]);
    };
    let Some(next) = points.get(last_without + 1) else { return format!("> {:.0}", points[last_without][0]) };
    let before = points[last_without];
    let part = (before[column] - GAIN) / (before[column] - next[column]);
    format!("{:.1}", before[0] * (next[0] / before[0]).powf(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_even_is_read_off_between_the_last_loss_and_the_gain() {
        let points = [[1.0, 1.45, 1.0], [4.0, 0.45, 1.0], [8.0, 0.4, 1.0]];
        assert_eq!(break_even(&points, 1), "2.0");
        assert_eq!(break_even(&points, 2), "> 8");
        assert_eq!(break_even(&points[1..], 1), "< 4.0");
    }
}
