//! The clock of regions: read only where work of some microseconds is at stake.

use std::sync::OnceLock;
use std::time::Instant;

use crate::clock;

/// Nanoseconds since the first look; always 0 where there is no clock.
pub(super) fn now() -> u64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    if clock::AVAILABLE { FIRST.get_or_init(Instant::now).elapsed().as_nanos() as u64 } else { 0 }
}
