//! A caller of edition 2015: paths from the crate's root, and words that are no keywords yet.
#![deny(warnings)]
#![allow(bare_trait_objects, anonymous_parameters)]

extern crate bedeck;

/// A module that has the name of a crate.
pub mod core {}

pub mod calls {
    //! Functions.

    use bedeck::{memoize, par, parallel, timed, vectorize};

    /// Looked up without allocating.
    #[memoize(capacity = 10)]
    pub fn kept(text: &str, n: u8) -> Result<Vec<u8>, String> {
        if n == 0 {
            return Err(text.to_owned());
        }
        Ok(vec![n])
    }

    /// Looked up below what measures.
    #[timed]
    #[memoize(key = n / 2)]
    pub fn halved(n: u8) -> u8 {
        n / 2
    }

    /// A name that later editions took, and arguments with such names.
    #[memoize(ignore(r#await))]
    pub fn try(dyn: &str, (async, _): (u8, u8), await: u8) -> usize {
        dyn.len() + async as usize + await as usize
    }

    /// On all cores.
    #[parallel]
    pub fn scaled(out: &mut [f64], by: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in par(0..out.len()) {
            out[i] *= by[i];
            sum += out[i];
        }
        sum
    }

    /// Over slices, with a name that later editions took.
    #[vectorize(parallel)]
    pub fn mixed(async: f64, y: f64) -> f64 {
        async * y + 1.0
    }

    /// Rounded once.
    #[vectorize(fast)]
    pub fn fused(x: f64, y: f64) -> f64 {
        x * y + 1.0
    }

    /// Names that later editions took.
    #[timed]
    pub fn async(dyn: u8, await: u8) -> u8 {
        dyn + await
    }

    /// A trait object without `dyn`.
    #[timed(in_flight)]
    pub fn boxed(n: u8) -> Box<::std::fmt::Debug> {
        Box::new(n)
    }

    /// Line by line.
    #[::bedeck::profiled(lines)]
    pub fn lines(names: &[&str]) -> usize {
        let mut length = 0;
        for name in names {
            length += match *name {
                "" => 1,
                name => name.len(),
            };
        }
        length
    }

    /// A tail that is seen.
    #[timed(outcome)]
    pub fn seen(n: u8) -> Option<u8> {
        if n == 0 {
            return None;
        }
        Some(n)
    }

    /// A type with methods.
    #[derive(Clone, PartialEq, Eq, Hash)]
    pub struct Try;

    impl Try {
        /// A method with its receiver in the key.
        #[memoize(with_self)]
        pub fn remembered(&self, n: u8) -> u8 {
            n
        }
    }

    #[::bedeck::timed]
    impl Try {
        /// Another such name.
        pub fn try(&self) -> u8 {
            1
        }
    }

    /// A trait whose parameters have no names.
    #[timed]
    pub trait Anonymous {
        /// Without a body.
        fn required(&self, u8) -> u8;

        /// With one.
        fn provided(&self, n: u8) -> u8 {
            self.required(n)
        }
    }

    impl Anonymous for Try {
        fn required(&self, n: u8) -> u8 {
            n
        }
    }
}

#[cfg(test)]
mod tests {
    use calls::{self, Anonymous};

    #[test]
    fn all_are_counted() {
        for _ in 0..2 {
            assert_eq!((calls::kept("a", 1), calls::kept("a", 0)), (Ok(vec![1]), Err("a".to_owned())));
            assert_eq!((calls::halved(4), calls::halved(5), calls::Try.remembered(1)), (2, 2, 1));
        }
        assert_eq!((calls::kept_memo().info().hits, calls::halved_memo().info().hits), (1, 3));
        let mut out = [2.0; 500];
        assert_eq!((calls::scaled(&mut out, &[3.0; 500]), out.len()), (3000.0, 500));
        assert_eq!(calls::Try::remembered_memo().peek(&calls::Try, 1), Some(1));
        assert_eq!((calls::try("ab", (1, 2), 3), calls::try("ab", (1, 2), 4)), (6, 6));
        assert_eq!((calls::try_memo().peek("ab", (1, 2), 0), calls::try_uncached("", (1, 2), 0)), (Some(6), 1));
        assert_eq!((calls::mixed(2.0, 3.0), calls::mixed_vec(&[2.0; 20], &[3.0; 20])), (7.0, vec![7.0; 20]));
        assert_eq!((calls::fused(2.0, 3.0), calls::fused_vec(&[2.0], &[3.0])), (7.0, vec![7.0]));
        assert_eq!(calls::async(1, 2), 3);
        assert_eq!(calls::lines(&["", "ab", "c"]), 4);
        let hits: Vec<u64> = bedeck::report().lines.iter().filter_map(|line| line.hits).collect();
        assert_eq!(hits, [1, 1, 4, 3, 1, 2, 1]);
        assert_eq!(format!("{:?}", calls::boxed(1)), "1");
        assert_eq!((calls::seen(0), calls::seen(1)), (None, Some(1)));
        assert_eq!(calls::Try.try() + calls::Try.provided(1), 2);
        assert_eq!(bedeck::timed_block!("block", { 1 + 1 }), 2);
        let names: Vec<(String, u64)> =
            bedeck::report().functions.into_iter().map(|row| (row.name, row.calls)).collect();
        for &(name, calls) in
            &[("async", 1), ("boxed", 1), ("seen", 2), ("halved", 4), ("Try::try", 1), ("Anonymous::provided", 1)]
        {
            let name = format!("bedeck_edition_2015::calls::{}", name);
            assert!(names.contains(&(name.clone(), calls)), "{} {:?}", name, names);
        }
        assert!(names.contains(&("block".to_owned(), 1)));
    }
}
