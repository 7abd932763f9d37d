//! Behaviour of the attributes, in one binary.
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

use bedeck::timed as measured;

mod async_traps;
mod asyncs;
mod blocks;
mod containers;
mod hygiene;
mod memoize;
mod memoize_circles;
mod memoize_edges;
mod memoize_flights;
mod memoize_pairs;
mod memoize_places;
mod memoize_policies;
mod memoize_stacked;
mod memoize_traps;
mod memory;
mod names;
mod options;
mod outcome;
mod parallel;
mod parallel_declared;
mod parallel_loops;
mod parallel_map;
mod parallel_scope;
mod parallel_spawn;
mod parallel_traps;
mod rows;
mod traps;
mod vectorize;
