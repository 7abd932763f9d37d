//! The same loops as `#[parallel]` has them.
#![allow(clippy::redundant_locals)] // as the expansion has them

use bedeck::__private::Origin;
use bedeck::__private::pool::{self, ByCut as _, Done, Region, Turn, Window};

use super::kernels::steps;

/// A region and this thread's turn at it.
macro_rules! region {
    ($region:ident, $turn:ident $(, $option:ident($value:expr))?) => {
        let ($region, $turn) = {
            enum Here {}
            static REGION: Region = Region::new(Origin.site::<Here>())$(.$option($value))?;
            std::thread_local! { static TURN: Turn = const { Turn::new() } }
            (&REGION, &TURN)
        };
    };
}

fn par<I>(items: I) -> I {
    items
}

#[inline(never)]
pub(crate) fn sum(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    {
        region!(region, turn);
        let items = pool::source(0..a.len());
        let reduction = pool::reduction(pool::Sum, &sum);
        if region.inline_reduce(turn, pool::length(&items), &reduction) || !pool::fits(&items, (&&&&Window(&a)).reach())
        {
            for i in par(pool::plain(items)) {
                sum += a[i];
            }
        } else {
            let a = a;
            let (_, total) = region.reduce(
                turn,
                items,
                &reduction,
                |indices, cut, lanes| {
                    let a = (&&&&Window(&a)).window(indices.start, cut.length);
                    for at in 0..cut.length {
                        if at >= pool::LANES {
                            break;
                        }
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at];
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
                |indices, cut, lanes| {
                    let a = (&&&&Window(&a)).window(indices.start, cut.length);
                    for at in 0..cut.length {
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at];
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
            );
            if let Some(total) = total {
                sum = reduction.finish(sum, total);
            }
        }
    }
    sum
}

#[inline(never)]
pub(crate) fn count(a: &[u64]) -> u64 {
    let mut sum = 0;
    {
        region!(region, turn);
        let items = pool::source(0..a.len());
        let reduction = pool::reduction(pool::Sum, &sum);
        if region.inline_reduce(turn, pool::length(&items), &reduction) || !pool::fits(&items, (&&&&Window(&a)).reach())
        {
            for i in par(pool::plain(items)) {
                sum += a[i] & 0xff;
            }
        } else {
            let a = a;
            let (_, total) = region.reduce(
                turn,
                items,
                &reduction,
                |indices, cut, lanes| {
                    let a = (&&&&Window(&a)).window(indices.start, cut.length);
                    for at in 0..cut.length {
                        if at >= pool::LANES {
                            break;
                        }
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at] & 0xff;
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
                |indices, cut, lanes| {
                    let a = (&&&&Window(&a)).window(indices.start, cut.length);
                    for at in 0..cut.length {
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at] & 0xff;
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
            );
            if let Some(total) = total {
                sum = reduction.finish(sum, total);
            }
        }
    }
    sum
}

#[inline(never)]
pub(crate) fn scale(out: &mut [f64], a: &[f64]) {
    region!(region, turn);
    let items = pool::source(0..out.len());
    if region.inline(turn, pool::length(&items))
        || !pool::fits(&items, out.len())
        || !pool::fits(&items, (&&&&Window(&a)).reach())
    {
        for i in par(pool::plain(items)) {
            out[i] = a[i] * 2.0 + 1.0;
        }
    } else {
        let a = a;
        region.run(turn, pool::with(items, &mut out[..]), |(indices, out), cut| {
            let a = (&&&&Window(&a)).window(indices.start, cut.length);
            for at in 0..cut.length {
                (|| {
                    out[at] = a[at] * 2.0 + 1.0;
                    Done
                })();
            }
            Done
        });
    }
}

#[inline(never)]
pub(crate) fn rising(out: &mut [u64]) {
    region!(region, turn);
    let items = pool::source(0..out.len());
    if region.inline(turn, pool::length(&items)) || !pool::fits(&items, out.len()) {
        for i in par(pool::plain(items)) {
            out[i] = steps(i as u64 + 1);
        }
    } else {
        region.run(turn, pool::with(items, &mut out[..]), |(indices, out), cut| {
            for at in 0..cut.length {
                let i = indices.start + at;
                (|| {
                    out[at] = steps(i as u64 + 1);
                    Done
                })();
            }
            Done
        });
    }
}

#[inline(never)]
pub(crate) fn nested(out: &mut [f64], a: &[f64]) {
    region!(region, turn);
    let items = pool::source(0..out.len());
    if region.inline(turn, pool::length(&items)) || !pool::fits(&items, out.len()) {
        for i in par(pool::plain(items)) {
            out[i] = sum(a) * i as f64;
        }
    } else {
        let a = a;
        region.run(turn, pool::with(items, &mut out[..]), |(indices, out), cut| {
            for at in 0..cut.length {
                let i = indices.start + at;
                (|| {
                    out[at] = sum(a) * i as f64;
                    Done
                })();
            }
            Done
        });
    }
}
