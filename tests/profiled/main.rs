//! Behaviour of `#[profiled]`: the traps of every decorator, and what it adds to `#[timed]`.
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

use bedeck::profiled as measured;

#[path = "../it/async_traps.rs"]
mod async_traps;
mod asyncs;
mod columns;
mod containers;
mod distinct;
mod epochs;
mod handed;
#[path = "../it/rows.rs"]
mod rows;
#[path = "../it/traps.rs"]
mod traps;
mod tree;
