//! Hit ratios on traces that tell policies apart: of a bounded table, and of LRU beside it.

use std::collections::{BTreeMap, HashMap};

use super::{Bounded, Setup};
use crate::memo::key::{Arg, ByCopy};
use crate::memo::table::{Start, Table};

const CAPACITY: u64 = 10_000;
const KEYS: usize = 100_000;
/// Calls whose hits count, and calls before them.
const CALLS: usize = 300_000;

/// xorshift64* (Vigna, 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

/// Keys whose ranks are distributed by Zipf's law with exponent 0.99.
struct Zipf {
    sums: Vec<f64>,
    random: Random,
}

impl Zipf {
    fn new() -> Zipf {
        let mut sum = 0.0;
        let mut add = |rank: usize| {
            sum += (rank as f64).powf(-0.99);
            sum
        };
        Zipf { sums: (1..=KEYS).map(&mut add).collect(), random: Random(88_172_645_463_325_252) }
    }

    fn next(&mut self) -> u64 {
        let at = (self.random.next() >> 11) as f64 / (1_u64 << 53) as f64 * self.sums[KEYS - 1];
        self.sums.partition_point(|sum| *sum < at) as u64
    }
}

/// Calls of a table with this key, in the second half of the trace only: percent of hits.
fn ratio(trace: &[u64], mut hits: impl FnMut(u64) -> bool) -> f64 {
    let (before, counted) = trace.split_at(trace.len() / 2);
    let mut count = |calls: &[u64]| calls.iter().filter(|key| hits(**key)).count();
    count(before);
    let hits = count(counted);
    hits as f64 * 100.0 / counted.len() as f64
}

fn of_table(trace: &[u64]) -> f64 {
    let table = Table::<u64, u64, Bounded>::new(Setup { limit: CAPACITY, ..Setup::DEFAULT });
    let ratio = ratio(trace, |key| {
        let key = (&Arg(&key)).key();
        let Err(miss) = table.find(&key) else { return true };
        let Start::Run(mut run) = table.begin(miss, key) else { panic!("nobody else computes") };
        run.finish(1, true);
        false
    });
    assert!(table.info().entries <= CAPACITY);
    ratio
}

fn of_lru(trace: &[u64]) -> f64 {
    let (mut used, mut order, mut now) = (HashMap::new(), BTreeMap::new(), 0_u64);
    ratio(trace, |key| {
        now += 1;
        order.insert(now, key);
        let before = used.insert(key, now);
        if let Some(before) = before {
            order.remove(&before);
        }
        if used.len() as u64 > CAPACITY {
            let (_, oldest) = order.pop_first().unwrap();
            used.remove(&oldest);
        }
        before.is_some()
    })
}

#[test]
fn popular_keys_stay() {
    let mut zipf = Zipf::new();
    let trace: Vec<u64> = (0..2 * CALLS).map(|_| zipf.next()).collect();
    let (table, lru) = (of_table(&trace), of_lru(&trace));
    println!("zipf: table {table:.1}, lru {lru:.1}");
    assert!(table >= 78.0 && table > lru + 4.0, "{table:.1} %, lru {lru:.1} %");
}

#[test]
fn scans_do_not_drive_popular_keys_out() {
    let mut zipf = Zipf::new();
    let trace: Vec<u64> = (0..2 * CALLS as u64).map(|n| if n % 2 == 0 { zipf.next() } else { n << 32 }).collect();
    let (table, lru) = (of_table(&trace), of_lru(&trace));
    println!("scans: table {table:.1}, lru {lru:.1}");
    assert!(table >= 37.0 && table > lru + 5.0, "{table:.1} %, lru {lru:.1} %");
}

#[test]
fn a_loop_larger_than_the_table_is_kept_in_part() {
    let trace: Vec<u64> = (0..2 * CALLS as u64).map(|n| n % 12_000).collect();
    let (table, lru) = (of_table(&trace), of_lru(&trace));
    println!("loop: table {table:.1}, lru {lru:.1}");
    assert!(table >= 82.0 && lru == 0.0, "{table:.1} %, lru {lru:.1} %");
}
