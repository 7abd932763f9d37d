//! The attribute on `impl`, `trait` and `mod`.

use bedeck::timed;

use crate::rows::{block_on, calls, is_there, row};

struct Shop {
    items: Vec<u8>,
}

#[timed]
impl Shop {
    #![allow(clippy::unused_self)]

    const LIMIT: usize = {
        const fn inner() -> usize {
            3
        }
        inner()
    };

    const fn new() -> Shop {
        Shop { items: Vec::new() }
    }

    fn add(&mut self, item: u8) -> usize {
        self.items.push(item);
        self.items.len().min(Self::LIMIT)
    }

    async fn total(&self) -> u32 {
        self.items.iter().copied().map(u32::from).sum()
    }

    #[timed(skip)]
    fn left_out(&self) -> usize {
        self.items.len()
    }

    #[timed(name = "containers: own name", outcome)]
    fn own(&self) -> Option<u8> {
        self.items.first().copied()
    }

    #[bedeck::timed(in_flight)]
    fn own_by_path(&self) -> usize {
        self.items.len()
    }
}

#[test]
fn an_impl() {
    let mut shop = Shop::new();
    assert_eq!([shop.add(1), shop.add(2)], [1, 2]);
    assert_eq!((block_on(shop.total()), shop.left_out(), shop.own(), shop.own_by_path()), (3, 2, Some(1), 2));
    assert_eq!((calls("Shop::add"), calls("Shop::total")), (2, 1));
    assert_eq!((row("containers: own name").calls, row("containers: own name").ok), (1, Some(1)));
    assert_eq!((row("Shop::own_by_path").calls, row("Shop::own_by_path").in_flight_peak), (1, Some(1)));
    for name in ["Shop::new", "Shop::left_out", "Shop::own", "LIMIT::inner"] {
        assert!(!is_there(name), "{name}");
    }
}

struct Stall;

#[timed]
impl Stall {
    const fn new() -> Stall {
        Stall
    }

    #[timed(skip)]
    fn left_out() -> u8 {
        1
    }

    #[cfg_attr(not(any()), timed(skip))]
    fn left_out_on_condition() -> u8 {
        1
    }

    #[cfg_attr(not(any()), timed(name = "containers: on condition"))]
    fn own_on_condition() -> u8 {
        1
    }

    fn open() -> u8 {
        let Stall = Stall::new();
        Stall::left_out() + Stall::left_out_on_condition() + Stall::own_on_condition()
    }
}

#[test]
fn what_was_skipped_is_explained() {
    assert_eq!(Stall::open(), 3);
    assert_eq!(calls("containers: on condition"), 1);
    assert!(!is_there("left_out_on_condition") && !is_there("own_on_condition"));
    let text = bedeck::explain();
    assert!(text.contains("`Stall::new`: a const fn may run in the compiler"), "{text}");
    assert!(!text.contains("left_out`"), "{text}");
}

#[timed]
trait Sized2 {
    const FACTOR: u32;
    type Unit;

    fn size(&self) -> u32;

    fn double(&self) -> u32 {
        self.size() * Self::FACTOR
    }

    #[timed(skip)]
    fn left_out_here(&self) -> u32 {
        self.size()
    }
}

#[timed]
impl Sized2 for Shop {
    const FACTOR: u32 = 2;
    type Unit = u8;

    fn size(&self) -> u32 {
        1
    }
}

#[test]
fn a_trait_and_its_impl() {
    let shop = Shop::new();
    assert_eq!((shop.double(), shop.left_out_here()), (2, 1));
    assert_eq!((calls("Sized2::double"), calls("as it::containers::Sized2>::size")), (1, 2));
    assert!(!is_there("Sized2::left_out_here"));
}

#[timed(in_flight)]
mod inline {
    //! Items of every kind, left as they are.
    #![allow(dead_code, unreachable_pub, unused_braces)]

    use std::collections::{BTreeMap, BTreeSet as Set};
    extern crate std as other_name;

    pub static TABLE: [u8; { 2 }] = [1, 2];
    pub const CLOSURE: fn(u8) -> u8 = |n| {
        fn inner(n: u8) -> u8 {
            n
        }
        inner(n)
    };
    pub type Map = BTreeMap<u8, [u8; { 2 }]>;

    #[derive(Debug, Default, Clone, PartialEq)]
    pub struct Wrapper<T = u8, const N: usize = { 1 + 1 }>(pub Option<T>)
    where
        T: Ord;

    #[derive(Debug)]
    pub enum Either {
        Left { a: u8 },
        Right(Set<u8>),
    }

    union Bits {
        a: u8,
        b: i8,
    }

    unsafe extern "C" {
        fn abs(n: i32) -> i32;
    }

    macro_rules! make {
        ($name:ident) => {
            pub fn $name() -> u8 {
                7
            }
        };
    }
    make!(made);
    make! { made_in_braces }

    thread_local! {
        static LOCAL: u8 = const { 1 };
    }

    impl<T: Ord, const N: usize> Wrapper<T, { N }>
    where
        [T; N]: Sized,
    {
        pub fn get(&self) -> Option<&T> {
            self.0.as_ref()
        }
    }

    pub(in crate::containers) fn free() -> u8 {
        CLOSURE(TABLE[1]) + LOCAL.with(|local| *local) + made() + made_in_braces()
    }

    pub(crate) extern "C" fn exported() -> i32 {
        // SAFETY: the C library has it.
        unsafe { abs(-3) }
    }

    #[timed(skip)]
    pub mod skipped {
        pub fn free() -> u8 {
            1
        }
    }

    pub mod nested {
        use super::Wrapper;
        use bedeck::timed;

        pub const fn constant() -> u8 {
            1
        }

        pub fn free<const N: usize>() -> Wrapper<u8, { 1 + 1 }> {
            Wrapper(Some(constant()))
        }

        #[timed(skip)]
        pub fn left_out() -> u8 {
            2
        }

        #[timed]
        pub mod own {
            pub fn free() -> u8 {
                1
            }

            #[timed(skip)]
            pub fn left_out() -> u8 {
                3
            }
        }
    }
}

#[test]
fn a_module() {
    use inline::{Either, Wrapper, nested};
    assert_eq!((inline::free(), inline::exported(), inline::skipped::free()), (17, 3, 1));
    assert_eq!(nested::free::<1>(), Wrapper::<u8, 2>(Some(1)));
    assert_eq!((nested::left_out(), nested::own::free(), nested::own::left_out()), (2, 1, 3));
    assert_eq!(Wrapper::<u8, 2>(Some(1)).get(), Some(&1));
    assert_eq!(format!("{:?}", Either::Left { a: 1 }), "Left { a: 1 }");
    for name in ["inline::free", "inline::exported", "nested::free", "own::free", "Wrapper<_, N>::get"] {
        assert_eq!(calls(name), 1, "{name}");
    }
    for name in ["skipped::free", "left_out", "inline::made", "nested::constant", "CLOSURE::inner"] {
        assert!(!is_there(&format!("inline::{name}")), "{name}");
    }
    assert_eq!(row("inline::free").in_flight_peak, Some(1), "options of the container hold for its functions");
    assert_eq!(row("own::free").in_flight_peak, None, "an attribute of its own holds alone");
}

macro_rules! whole {
    ($ty:ident { $($item:item)* } $($method:item)*) => {
        #[timed]
        impl $ty { $($item)* }

        #[timed]
        mod from_items { $($method)* }
    };
}

struct Made;

whole! {
    Made { fn of_an_item() -> u8 { 1 } }
    pub(super) fn free() -> u8 { 2 }
    pub(super) mod deeper { pub(in super::super) fn free() -> u8 { 3 } }
}

#[test]
fn items_that_a_macro_brought() {
    assert_eq!((Made::of_an_item(), from_items::free(), from_items::deeper::free()), (1, 2, 3));
    assert_eq!([calls("Made::of_an_item"), calls("from_items::free"), calls("deeper::free")], [1; 3]);
}
