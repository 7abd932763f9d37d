//! `#[parallel]` together with the other decorators, in both orders: every call of the function is counted, wherever it runs.
#![deny(warnings)]

use bedeck::{memoize, par, parallel, profiled, timed};

fn calls(name: &str) -> u64 {
    let report = bedeck::report();
    let own = |row: &&bedeck::Function| row.name.rsplit("::").next() == Some(name);
    report.functions.iter().filter(own).map(|row| row.calls).sum()
}

macro_rules! stacked {
    ($test:ident, $decorator:ident, $loop_above:ident, $loop_below:ident, $map_above:ident $map_above_par:ident $map_above_iter:ident,
     $map_below:ident $map_below_par:ident, $spawn_above:ident $spawn_above_inline:ident, $spawn_below:ident $spawn_below_inline:ident) => {
        #[$decorator]
        #[parallel]
        fn $loop_above(numbers: &[u64]) -> u64 {
            let mut sum = 0;
            for n in par(numbers) {
                sum += n;
            }
            sum
        }

        #[parallel]
        #[$decorator]
        fn $loop_below(numbers: &[u64]) -> u64 {
            let mut sum = 0;
            for n in par(numbers) {
                sum += n;
            }
            sum
        }

        #[$decorator]
        #[parallel(map)]
        fn $map_above(number: u64) -> u64 {
            number + 1
        }

        #[parallel(map)]
        #[$decorator]
        fn $map_below(number: u64) -> u64 {
            number + 1
        }

        #[$decorator]
        #[parallel(spawn)]
        fn $spawn_above(number: u64) -> u64 {
            number + 1
        }

        #[parallel(spawn)]
        #[$decorator]
        fn $spawn_below(number: u64) -> u64 {
            number + 1
        }

        #[test]
        fn $test() {
            let numbers: Vec<u64> = (0..1000).collect();
            for _ in 0..3 {
                assert_eq!([$loop_above(&numbers), $loop_below(&numbers)], [499_500; 2]);
            }
            assert_eq!([calls(stringify!($loop_above)), calls(stringify!($loop_below))], [3, 3]);
            assert_eq!($map_above_par(&numbers)[999] + $map_below_par(&numbers)[999], 2000);
            assert_eq!($map_above_iter(0..10).sum::<u64>() + $map_above(1) + $map_below(1), 59);
            assert_eq!([calls(stringify!($map_above)), calls(stringify!($map_below))], [1011, 1001]);
            let tasks: Vec<_> = (0..20).map(|n| ($spawn_above(n), $spawn_below(n))).collect();
            assert_eq!(tasks.into_iter().map(|(one, other)| one.join() + other.join()).sum::<u64>(), 420);
            assert_eq!($spawn_above_inline(1) + $spawn_below_inline(1), 4);
            let all = [
                stringify!($spawn_above),
                stringify!($spawn_below),
                stringify!($spawn_above_inline),
                stringify!($spawn_below_inline),
            ];
            // The body is measured, under the name of the function that has it.
            assert_eq!(all.map(calls), [0, 0, 21, 21]);
        }
    };
}

stacked!(timed_counts_every_call, timed, loop_1, loop_2, map_1 map_1_par map_1_iter, map_2 map_2_par, spawn_1 spawn_1_inline, spawn_2 spawn_2_inline);
stacked!(profiled_counts_every_call, profiled, loop_3, loop_4, map_3 map_3_par map_3_iter, map_4 map_4_par, spawn_3 spawn_3_inline, spawn_4 spawn_4_inline);

mod memoized {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use super::*;

    static RUNS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

    fn ran(which: usize) -> u64 {
        RUNS[which].fetch_add(1, Relaxed) + 1
    }

    fn runs(which: usize) -> u64 {
        RUNS[which].load(Relaxed)
    }

    #[memoize]
    #[parallel]
    fn above(n: u64) -> u64 {
        ran(0);
        let mut sum = 0;
        for i in par(0..n) {
            sum += i;
        }
        sum
    }

    #[parallel]
    #[memoize]
    fn below(n: u64) -> u64 {
        ran(1);
        let mut sum = 0;
        for i in par(0..n) {
            sum += i;
        }
        sum
    }

    #[memoize]
    #[parallel(map)]
    fn map_above(n: u64) -> u64 {
        ran(2);
        n + 1
    }

    #[parallel(map)]
    #[memoize]
    fn map_below(n: u64) -> u64 {
        ran(3);
        n + 1
    }

    #[memoize]
    #[parallel(spawn)]
    fn spawn_above(n: u64) -> u64 {
        ran(5);
        n + 1
    }

    #[timed]
    #[memoize]
    #[parallel(map)]
    fn looked_up(n: u64) -> u64 {
        n + 1
    }

    #[memoize]
    #[timed]
    #[parallel(map)]
    fn computed(n: u64) -> u64 {
        n + 1
    }

    #[parallel(spawn)]
    #[memoize]
    fn spawn_below(n: u64) -> u64 {
        ran(4);
        n + 1
    }

    #[test]
    fn each_body_runs_once_for_a_key() {
        for _ in 0..3 {
            assert_eq!([above(100), below(100)], [4950, 4950]);
        }
        assert_eq!([runs(0), runs(1)], [1, 1]);
        let keys: Vec<u64> = (0..300).map(|n| n % 10).collect();
        assert_eq!(map_above_par(&keys)[299] + map_below_par(&keys)[299], 20);
        assert_eq!(map_below_iter(0..20).sum::<u64>() + map_above_iter(0..20).sum::<u64>(), 420);
        assert_eq!([runs(2), runs(3)], [20, 20]);
        assert_eq!((0..30).map(|n| spawn_below(n % 3).join()).sum::<u64>(), 60);
        assert_eq!((spawn_below_inline(1), runs(4)), (2, 3));
        assert_eq!((0..30).map(|n| spawn_above(n % 3).join()).sum::<u64>(), 60);
        assert_eq!((spawn_above_inline(1), runs(5)), (2, 3));
        assert_eq!(map_above_memo().info().misses, 20);
        assert_eq!(looked_up_par(&keys)[299] + computed_par(&keys)[299], 20);
        assert_eq!([calls("looked_up"), calls("computed")], [300, 10]);
    }
}
