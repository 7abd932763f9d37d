//! Functions of every shape, decorated unless the feature `plain` is on. One line each, so that the lines agree.

use std::fmt::Debug;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

/// Adds.
#[cfg_attr(not(feature = "plain"), bedeck::timed)]
#[unsafe(no_mangle)]
pub extern "C" fn off_sum(numbers: &[u64; 9]) -> u64 {
    numbers.iter().map(|n| n.wrapping_mul(3)).sum()
}

#[cfg_attr(not(feature = "plain"), bedeck::timed(outcome, in_flight, log_over = "1ms"))]
#[inline(never)]
fn checked(n: u64) -> Option<u64> {
    if n == 7 {
        return None;
    }
    n.checked_mul(n)
}

#[cfg_attr(not(feature = "plain"), bedeck::timed)]
async fn later(first: Vec<u64>, second: Vec<u64>) -> Box<dyn Debug> {
    Box::new(first.len() + second.len())
}

#[cfg_attr(not(feature = "plain"), bedeck::timed)]
fn boxed(n: u64) -> Pin<Box<dyn Future<Output = u64>>> {
    Box::pin(async move { n + 1 })
}

struct Held(u64);

#[cfg_attr(not(feature = "plain"), bedeck::timed(cpu))]
impl Held {
    #[inline(never)]
    fn get(&self) -> u64 {
        self.0.rotate_left(3)
    }
}

/// Calls them all.
#[unsafe(no_mangle)]
pub extern "C" fn off_all(n: u64) -> u64 {
    let mut context = Context::from_waker(Waker::noop());
    let ready = pin!(later(vec![n], vec![])).poll(&mut context).is_ready();
    let boxed = boxed(n).as_mut().poll(&mut context).is_ready();
    checked(n).unwrap_or(0) + u64::from(ready) + u64::from(boxed) + Held(n).get()
}
