//! Reductions of floats have one order: their bits depend on the input alone.

mod defined;
mod functions;
mod input;

use std::hash::{DefaultHasher, Hasher};

use crate::often;
use crate::processes::{SETTINGS, again, is_again, obey};
use crate::random::Random;
pub(crate) use defined::in_lanes;
use functions::{Case, cases};
use input::Input;

/// The bits of all reductions over many inputs, each compared with the defined order.
fn all_bits(rounds: usize) -> u64 {
    let widths = bedeck::__private::pool::force_width(usize::MAX);
    let mut hash = DefaultHasher::new();
    let mut random = Random::new(17);
    for round in 0..rounds {
        bedeck::__private::pool::force_width(round % widths);
        let n = match round {
            0..=300 => round,
            301 => 300_000,
            _ => {
                let most = if random.one_in(20) { 300_000 } else { 20_000 };
                random.length(most)
            }
        };
        let (wide, narrow) = (Input::new(&mut random, n), Input::new(&mut random, n));
        for case in &cases() {
            match case {
                Case::Wide(case) => case.check(&wide, round, &mut hash),
                Case::Narrow(case) => case.check(&narrow, round, &mut hash),
            }
        }
    }
    hash.finish()
}

#[test]
fn every_reduction_has_the_defined_order() {
    obey();
    println!("result: {}", all_bits(often(330, 1000)));
}

#[test]
fn bits_do_not_depend_on_threads_or_the_way_that_a_region_takes() {
    if is_again() {
        return;
    }
    let few = &SETTINGS[..if cfg!(debug_assertions) { 5 } else { SETTINGS.len() }];
    let results = again("order::every_reduction_has_the_defined_order", few);
    for (result, settings) in results.iter().zip(few) {
        assert_eq!(result, &results[0], "{settings:?} differ from {:?}", few[0]);
    }
}
