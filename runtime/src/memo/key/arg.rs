//! Which way an argument becomes a key: chosen by its type, through method resolution.
//!
//! `(&&&&&&Arg(&x)).key()` finds the method of the most references first: each trait below is implemented for one reference
//! less than the one above it. So `&[&str]` is a slice of lent parts before it would be a reference to something that can
//! be owned, and everything else that hashes, compares and clones is a value.

use core::hash::{Hash, Hasher};
use core::ptr::NonNull;

use super::{Key, Lending, Lent, Slice};

/// An argument that shall become a key.
#[derive(Debug)]
pub struct Arg<'a, A: ?Sized>(pub &'a A);

/// A way from an argument to a key.
macro_rules! way {
    ($(#[$doc:meta])* $name:ident: [$($bounds:tt)*] $argument:ty => $key:ty, |$of:ident| $make:expr) => {
        $(#[$doc])*
        pub trait $name<'a> {
            /// The key.
            type Key;
            /// The argument as a key.
            fn key(&self) -> Self::Key;
        }

        impl<'a, $($bounds)*> $name<'a> for $argument {
            type Key = $key;

            #[inline(always)]
            fn key(&self) -> $key {
                let $of = self.0;
                $make
            }
        }
    };
}

way! {
    /// A reference to something that lends: `&&str`, `&Option<&str>`.
    ByNesting: [P: Lent + References] &&&&&Arg<'a, &'a P> => Lending<'a, P>, |part| Lending(part)
}

way! {
    /// A slice of parts that lend: `&[&str]`.
    BySlice: [P: Lent + References] &&&&Arg<'a, &'a [P]> => Slice<'a, P>, |parts| Slice(parts)
}

way! {
    /// Something that lends: `&str`, `&[u64]`, `Option<&Path>`, `Cow<str>`, `(u8, &str)`.
    ByLending: [P: Lent + References] &&&Arg<'a, P> => Lending<'a, P>, |part| Lending(part)
}

way! {
    /// A small value: the key has a copy of it, so that the argument itself can stay in a register.
    ByCopy: [A: Value + Copy] &Arg<'a, A> => Copied<A>, |value| Copied(*value)
}

/// An address says nothing about what lies there.
pub trait Refused<'a> {
    /// The argument's type.
    type Value;
    /// Never called.
    fn key(&self) -> Whole<'a, Self::Value>
    where
        Self::Value: NoAddress;
}

impl<'a, A: Address> Refused<'a> for &&Arg<'a, A> {
    type Value = A;

    fn key(&self) -> Whole<'a, A>
    where
        A: NoAddress,
    {
        Whole(self.0)
    }
}

/// Anything else: hashed, compared and cloned as it is.
pub trait ByValue<'a> {
    /// The argument's type.
    type Value;
    /// The argument as a key.
    fn key(&self) -> Whole<'a, Self::Value>
    where
        Self::Value: Value;
}

impl<'a, A> ByValue<'a> for Arg<'a, A> {
    type Value = A;

    #[inline(always)]
    fn key(&self) -> Whole<'a, A>
    where
        A: Value,
    {
        Whole(self.0)
    }
}

/// A type that may be a key as it is.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot use `{Self}` as a key: a key needs `Hash`, `Eq` and `Clone`",
    label = "an argument of this type",
    note = "for a float take `bedeck::Total`, which has one order and one zero for each sign",
    note = "or name the key yourself: `#[memoize(key = ..)]`, or leave the argument out: `#[memoize(ignore(..))]`"
)]
pub trait Value: Hash + Eq + Clone + 'static {}

#[diagnostic::do_not_recommend]
impl<A: Hash + Eq + Clone + 'static> Value for A {}

/// An argument that is a key by itself.
#[derive(Debug)]
pub struct Whole<'a, A>(&'a A);

impl<A: Value> Key for Whole<'_, A> {
    type Owned = A;

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        self.0.hash(hasher);
    }

    #[inline(always)]
    fn same(&self, owned: &A) -> bool {
        self.0 == owned
    }

    #[inline(always)]
    fn alike(one: &A, other: &A) -> bool {
        one == other
    }

    fn own(&self) -> A {
        self.0.clone()
    }
}

/// An argument that is a key by itself, and is copied.
#[derive(Debug)]
pub struct Copied<A>(A);

impl<A: Value + Copy> Key for Copied<A> {
    type Owned = A;

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        self.0.hash(hasher);
    }

    #[inline(always)]
    fn same(&self, owned: &A) -> bool {
        self.0 == *owned
    }

    #[inline(always)]
    fn alike(one: &A, other: &A) -> bool {
        one == other
    }

    fn own(&self) -> A {
        self.0
    }
}

/// Types with a reference inside, of all that are [`Lent`]: for the others [`ByValue`] does the same, and faster.
pub trait References {}

impl<T: ?Sized> References for &T {}
impl<T: ToOwned + ?Sized> References for std::borrow::Cow<'_, T> {}
impl<P: References> References for Option<P> {}

macro_rules! tuples_reference {
    ($($name:ident)*) => {
        impl<$($name: Lent),*> References for ($($name,)*) {}
    };
}

tuples_reference!(A);
tuples_reference!(A B);
tuples_reference!(A B C);
tuples_reference!(A B C D);
tuples_reference!(A B C D E);
tuples_reference!(A B C D E F);

/// Pointers of all kinds.
pub trait Address {}

impl<T: ?Sized> Address for *const T {}
impl<T: ?Sized> Address for *mut T {}
impl<T: ?Sized> Address for NonNull<T> {}

macro_rules! functions_are_addresses {
    ($($name:ident)*) => {
        impl<R, $($name),*> Address for fn($($name),*) -> R {}
    };
}

functions_are_addresses!();
functions_are_addresses!(A);
functions_are_addresses!(A B);
functions_are_addresses!(A B C);
functions_are_addresses!(A B C D);

/// Implemented for nothing: what a pointer would need.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot use `{Self}` as a key: an address is reused and says nothing about what lies there",
    label = "an argument of this type",
    note = "name the key yourself: `#[memoize(key = ..)]`, or leave the argument out: `#[memoize(ignore(..))]`"
)]
pub trait NoAddress {}
