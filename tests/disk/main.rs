//! `#[memoize(disk)]` over several processes. Each test is the parent of processes that run the same test as a child, with a
//! folder for caches of their own.
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

mod functions;
mod policies;
mod processes;
mod stage;
mod trouble;
