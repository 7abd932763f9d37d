//! The log-linear histogram of durations: 64 buckets to every power of two.
//!
//! Below 128 ticks a bucket is one tick wide, above it at most 1/64 of its lower bound. A percentile is reported
//! as the middle of its bucket, hence within 1/128 (0.8 %) of a true one. (The scheme of HdrHistogram,
//! G. Tene, 2012, with the sub-bucket count a power of two.)

/// Buckets to a power of two, as a power of two.
pub(super) const SUB_BITS: u32 = 6;
/// Durations from 2^48 ticks (26 hours at 3 GHz) share the last bucket; minimum, maximum and sums stay exact.
pub(super) const MAX_BITS: u32 = 48;
/// 43 x 64 buckets of 8 bytes: 22,016 bytes.
pub(crate) const BUCKETS: usize = ((MAX_BITS - SUB_BITS + 1) as usize) << SUB_BITS;

/// The bucket of a duration.
#[inline(always)]
pub(crate) fn bucket_of(ticks: u64) -> usize {
    let ticks = if ticks >> MAX_BITS == 0 { ticks } else { (1 << MAX_BITS) - 1 };
    let shift = (63 - SUB_BITS) - (ticks | 1 << SUB_BITS).leading_zeros();
    ((shift << SUB_BITS) as u64 + (ticks >> shift)) as usize
}

/// The shortest duration of a bucket, and how many durations share it.
pub(crate) fn bounds(bucket: usize) -> (u64, u64) {
    let shift = (bucket >> SUB_BITS).saturating_sub(1) as u32;
    let sub = bucket as u64 - (u64::from(shift) << SUB_BITS);
    (sub << shift, 1 << shift)
}

/// The duration that a bucket stands for: its middle.
pub(crate) fn middle(bucket: usize) -> f64 {
    let (low, width) = bounds(bucket);
    low as f64 + (width - 1) as f64 / 2.0
}

/// Counts by bucket, merged from any number of threads. Most functions fill few of the buckets, so only those are kept:
/// bucket and count, in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Histogram {
    filled: Vec<(usize, u64)>,
}

impl Histogram {
    pub(crate) fn add(&mut self, bucket: usize, count: u64) {
        match self.filled.last_mut() {
            Some((last, counted)) if *last == bucket => *counted += count,
            Some((last, _)) if *last > bucket => self.put(bucket, count),
            _ => self.filled.push((bucket, count)),
        }
    }

    /// Adds to a bucket that does not come after all others.
    fn put(&mut self, bucket: usize, count: u64) {
        match self.filled.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
            Ok(at) => self.filled[at].1 += count,
            Err(at) => self.filled.insert(at, (bucket, count)),
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.filled.iter().map(|(_, count)| count).sum()
    }

    /// How many buckets hold something.
    pub(crate) fn len(&self) -> usize {
        self.filled.len()
    }

    /// Bucket and count of every bucket that holds something.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, u64)> {
        self.filled.iter().copied()
    }

    pub(crate) fn merge(&mut self, other: Histogram) {
        if self.filled.is_empty() {
            *self = other;
        } else {
            other.filled().for_each(|(bucket, count)| self.add(bucket, count));
        }
    }

    /// The duration in ticks that `quantile` (0 to 1) of all durations do not exceed: the nearest-rank percentile, which
    /// is the `ceil(quantile * n)`-th smallest. `None` when there is none.
    pub(crate) fn percentile(&self, quantile: f64) -> Option<f64> {
        let rank = ((quantile * self.total() as f64).ceil() as u64).max(1);
        let mut seen = 0;
        self.filled().find_map(|(bucket, count)| {
            seen += count;
            (seen >= rank).then(|| middle(bucket))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_tile_the_durations() {
        let mut next = 0;
        for bucket in 0..BUCKETS {
            let (low, width) = bounds(bucket);
            assert_eq!(low, next);
            assert_eq!((bucket_of(low), bucket_of(low + width - 1)), (bucket, bucket));
            assert!(width == 1 || width * 64 <= low);
            next = low + width;
        }
        assert_eq!(next, 1 << MAX_BITS);
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn buckets_stay_in_order_however_they_are_filled() {
        let mut one = Histogram::default();
        [5, 9, 5, 2, 9, 7].iter().for_each(|bucket| one.add(*bucket, 1));
        assert_eq!(one.filled().collect::<Vec<_>>(), [(2, 1), (5, 2), (7, 1), (9, 2)]);
        let mut other = Histogram::default();
        [(1, 4), (7, 2), (12, 1)].iter().for_each(|(bucket, count)| other.add(*bucket, *count));
        other.merge(one);
        assert_eq!(other.filled().collect::<Vec<_>>(), [(1, 4), (2, 1), (5, 2), (7, 3), (9, 2), (12, 1)]);
        assert_eq!((other.total(), other.percentile(0.5)), (13, Some(5.0)));
    }

    #[test]
    fn an_empty_histogram_has_no_percentile() {
        assert_eq!(Histogram::default().percentile(0.5), None);
    }
}
