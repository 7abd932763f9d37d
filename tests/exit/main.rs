//! However a program ends, its report is complete, is written once, and the program ends as it would have without.
//!
//! Every test runs a real program: the package `exit-programs`, with the default panic strategy and with `abort`.
#![cfg(unix)]

mod abort;
mod ends;
mod forks;
mod places;
mod program;
mod sampled;
mod signals;
