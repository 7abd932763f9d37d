//! When memory that readers may still see can be given back.
//!
//! A read of a table takes no lock. It marks its thread's record as busy, loads a pointer, follows it, and takes the mark
//! off. Who takes something out of a table lets a barrier pass in all threads and then looks at the marks: a thread that
//! is not busy has either finished its read or will begin one that no longer finds the thing. (Userspace RCU; Desnoyers,
//! McKenney, Stern, Dagenais and Walpole, 2012. That the barrier can be moved to the side that takes out is the asymmetric
//! Dekker synchronisation of Dice, Huang and Yang, 2001.)
//!
//! So an idle thread holds nothing back. One that is inside a read (a `with(..)` that takes long) holds back what was taken
//! out meanwhile, until somebody next looks.

mod barrier;
mod reader;

pub(super) use barrier::ask as prepare;

pub(super) use reader::{Reader, Reading, busy_readers, current, hits_of, read};
