//! Floats as keys.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

/// A float that is equal to itself: with `Eq`, `Ord` and `Hash`, as a key needs.
///
/// ```
/// use bedeck_runtime::memo::Total;
///
/// assert_eq!(Total(0.5), Total(0.5));
/// assert_eq!(Total(f64::NAN), Total(f64::NAN));
/// assert_ne!(Total(0.0), Total(-0.0));
/// assert!(Total(-1.0_f32) < Total(f32::INFINITY));
/// ```
///
/// # Restrictions
///
/// The order is IEEE 754's `totalOrder`: the two zeros differ, as `1.0 / x` tells them apart, and so do `NaN`s of different
/// bits.
#[derive(Clone, Copy, Default)]
pub struct Total<F>(pub F);

macro_rules! total {
    ($($float:ty)*) => {$(
        impl PartialEq for Total<$float> {
            #[inline(always)]
            fn eq(&self, other: &Self) -> bool {
                self.0.to_bits() == other.0.to_bits()
            }
        }

        impl Eq for Total<$float> {}

        impl Hash for Total<$float> {
            #[inline(always)]
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.to_bits().hash(state);
            }
        }

        impl PartialOrd for Total<$float> {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for Total<$float> {
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl From<$float> for Total<$float> {
            fn from(float: $float) -> Self {
                Total(float)
            }
        }

        impl From<Total<$float>> for $float {
            fn from(total: Total<$float>) -> $float {
                total.0
            }
        }
    )*};
}

total!(f32 f64);

impl<F: fmt::Debug> fmt::Debug for Total<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<F: fmt::Display> fmt::Display for Total<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As the float.
#[cfg(feature = "disk")]
impl<F: serde::Serialize> serde::Serialize for Total<F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// As the float.
#[cfg(feature = "disk")]
impl<'de, F: serde::Deserialize<'de>> serde::Deserialize<'de> for Total<F> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        F::deserialize(deserializer).map(Total)
    }
}
