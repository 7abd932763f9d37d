//! The functions, each with its plain loop and its vectorized ones.

use bedeck::vectorize;

macro_rules! kernel {
    ($($(#[$attribute:meta])* $name:ident($($x:ident: $ty:ty),*) -> $output:ty { $body:expr })*) => { $(
        $(#[$attribute])*
        pub(crate) mod $name {
            use super::vectorize;

            /// As it is written, a loop of calls.
            #[inline(never)]
            pub(crate) fn plain($($x: &[$ty],)* out: &mut [$output]) {
                for i in 0..out.len() {
                    out[i] = one($($x[i]),*);
                }
            }

            #[vectorize]
            fn one($($x: $ty),*) -> $output {
                $body
            }

            #[inline(never)]
            pub(crate) fn slice($($x: &[$ty],)* out: &mut [$output]) {
                one_slice($($x,)* out);
            }

            #[vectorize(parallel)]
            fn shared($($x: $ty),*) -> $output {
                $body
            }

            #[inline(never)]
            pub(crate) fn parallel($($x: &[$ty],)* out: &mut [$output]) {
                shared_slice($($x,)* out);
            }

            #[vectorize(fast)]
            fn rounded($($x: $ty),*) -> $output {
                $body
            }

            #[inline(never)]
            pub(crate) fn fast($($x: &[$ty],)* out: &mut [$output]) {
                rounded_slice($($x,)* out);
            }
        }
    )* };
}

kernel! {
    /// The sum of two floats: the memory is the limit.
    add(x: f64, y: f64) -> f64 { x + y }
    /// The long side of a triangle.
    hypot(x: f64, y: f64) -> f64 { (x * x + y * y).sqrt() }
    /// A polynomial of degree 7, by Horner's rule.
    polynomial(x: f64) -> f64 {
        ((((((((0.125 * x - 0.5) * x + 1.5) * x - 2.0) * x + 0.75) * x + 3.0) * x - 1.25) * x) + 0.5)
    }
    /// Whether a sample of Monte-Carlo pi lies in the circle.
    hit(n: u64) -> u8 {
        {
            let (x, y) = (super::random(2 * n), super::random(2 * n + 1));
            u8::from(x * x + y * y <= 1.0)
        }
    }
}

/// The `n`th of a row of numbers from 0 to 1 that look random (SplitMix64, by G. Steele, D. Lea and C. Flood).
#[inline]
fn random(n: u64) -> f64 {
    let z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
