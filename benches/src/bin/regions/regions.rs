//! The same loops as `#[parallel]` has them.

use bedeck::__private::pool::{self, ByCut as _, Done, Region, Turn, Window};
use bedeck::__private::{Origin, Site};

use super::kernels::steps;

/// The static and the thread-local of a region.
macro_rules! region {
    ($region:ident, $turn:ident) => {
        static $region: Region = {
            enum Here {}
            const SITE: Site = Origin.site::<Here>();
            Region::new(SITE)
        };
        std::thread_local! { static $turn: Turn = const { Turn::new() } }
    };
}

fn par<I>(items: I) -> I {
    items
}

#[inline(never)]
pub(crate) fn sum(a: &[f64]) -> f64 {
    let mut sum = 0.0;
    {
        region!(REGION, TURN);
        let items = pool::source(0..a.len());
        let reduction = pool::reduction(pool::Sum, &sum);
        if REGION.inline_reduce(&TURN, pool::length(&items), &reduction)
            || !pool::fits(&items, (&&&&Window(&a)).reach())
        {
            for i in par(pool::plain(items)) {
                sum += a[i];
            }
        } else {
            let a = a;
            let (_, total) = REGION.reduce(
                &TURN,
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
        region!(REGION, TURN);
        let items = pool::source(0..a.len());
        let reduction = pool::reduction(pool::Sum, &sum);
        if REGION.inline_reduce(&TURN, pool::length(&items), &reduction)
            || !pool::fits(&items, (&&&&Window(&a)).reach())
        {
            for i in par(pool::plain(items)) {
                sum += a[i] & 0xff;
            }
        } else {
            let a = a;
            let (_, total) = REGION.reduce(
                &TURN,
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
    region!(REGION, TURN);
    let items = pool::source(0..out.len());
    if REGION.inline(&TURN, pool::length(&items))
        || !pool::fits(&items, out.len())
        || !pool::fits(&items, (&&&&Window(&a)).reach())
    {
        for i in par(pool::plain(items)) {
            out[i] = a[i] * 2.0 + 1.0;
        }
    } else {
        let a = a;
        REGION.run(&TURN, pool::with(items, &mut out[..]), |(indices, out), cut| {
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
    region!(REGION, TURN);
    let items = pool::source(0..out.len());
    if REGION.inline(&TURN, pool::length(&items)) || !pool::fits(&items, out.len()) {
        for i in par(pool::plain(items)) {
            out[i] = steps(i as u64 + 1);
        }
    } else {
        REGION.run(&TURN, pool::with(items, &mut out[..]), |(indices, out), cut| {
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
    region!(REGION, TURN);
    let items = pool::source(0..out.len());
    if REGION.inline(&TURN, pool::length(&items)) || !pool::fits(&items, out.len()) {
        for i in par(pool::plain(items)) {
            out[i] = sum(a) * i as f64;
        }
    } else {
        let a = a;
        REGION.run(&TURN, pool::with(items, &mut out[..]), |(indices, out), cut| {
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
