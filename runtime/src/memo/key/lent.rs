//! Types that hold references: what they refer to is hashed and compared in place.

use core::borrow::Borrow;
use core::hash::{Hash, Hasher};
use std::borrow::Cow;

use super::Key;

/// A type that lends what it looks up, such as `&str`, `Option<&Path>` or `(u8, &str)`.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot make a key of `{Self}`",
    note = "name the key yourself: `#[memoize(key = ..)]`"
)]
pub trait Lent {
    /// What is kept.
    type Owned: 'static;
    /// See [`Key::feed`].
    fn feed<H: Hasher>(&self, hasher: &mut H);
    /// See [`Key::same`].
    fn same(&self, owned: &Self::Owned) -> bool;
    /// See [`Key::alike`].
    fn alike(one: &Self::Owned, other: &Self::Owned) -> bool;
    /// See [`Key::own`].
    fn own(&self) -> Self::Owned;
}

/// What refers to something that can be owned.
macro_rules! lend_what_they_refer_to {
    ($($reference:ty),*) => {$(
        impl<T> Lent for $reference
        where
            T: ToOwned<Owned: 'static> + Hash + Eq + ?Sized,
        {
            type Owned = T::Owned;

            #[inline(always)]
            fn feed<H: Hasher>(&self, hasher: &mut H) {
                (**self).hash(hasher);
            }

            #[inline(always)]
            fn same(&self, owned: &T::Owned) -> bool {
                **self == *owned.borrow()
            }

            #[inline(always)]
            fn alike(one: &T::Owned, other: &T::Owned) -> bool {
                *one.borrow() == *other.borrow()
            }

            fn own(&self) -> T::Owned {
                (**self).to_owned()
            }
        }
    )*};
}

lend_what_they_refer_to!(&T, Cow<'_, T>);

impl<P: Lent> Lent for Option<P> {
    type Owned = Option<P::Owned>;

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        core::mem::discriminant(self).hash(hasher);
        if let Some(part) = self {
            part.feed(hasher);
        }
    }

    #[inline(always)]
    fn same(&self, owned: &Self::Owned) -> bool {
        match (self, owned) {
            (Some(part), Some(owned)) => part.same(owned),
            (None, None) => true,
            _ => false,
        }
    }

    #[inline(always)]
    fn alike(one: &Self::Owned, other: &Self::Owned) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => P::alike(one, other),
            (None, None) => true,
            _ => false,
        }
    }

    fn own(&self) -> Self::Owned {
        self.as_ref().map(Lent::own)
    }
}

/// Types that lend nothing, as components of a tuple that does.
macro_rules! lend_themselves {
    ($($owned:ty)*) => {$(
        impl Lent for $owned {
            type Owned = $owned;

            #[inline(always)]
            fn feed<H: Hasher>(&self, hasher: &mut H) {
                self.hash(hasher);
            }

            #[inline(always)]
            fn same(&self, owned: &Self) -> bool {
                self == owned
            }

            #[inline(always)]
            fn alike(one: &Self, other: &Self) -> bool {
                one == other
            }

            fn own(&self) -> Self {
                self.clone()
            }
        }
    )*};
}

lend_themselves!(bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize String);

/// An argument whose type is [`Lent`].
#[derive(Debug)]
pub struct Lending<'a, P>(pub(super) &'a P);

impl<P: Lent> Key for Lending<'_, P> {
    type Owned = P::Owned;

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        self.0.feed(hasher);
    }

    #[inline(always)]
    fn same(&self, owned: &P::Owned) -> bool {
        self.0.same(owned)
    }

    #[inline(always)]
    fn alike(one: &P::Owned, other: &P::Owned) -> bool {
        P::alike(one, other)
    }

    fn own(&self) -> P::Owned {
        self.0.own()
    }
}

/// An argument that is a slice of [`Lent`] parts.
#[derive(Debug)]
pub struct Slice<'a, P>(pub(super) &'a [P]);

impl<P: Lent> Key for Slice<'_, P> {
    type Owned = Box<[P::Owned]>;

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_usize(self.0.len());
        self.0.iter().for_each(|part| part.feed(hasher));
    }

    #[inline(always)]
    fn same(&self, owned: &Self::Owned) -> bool {
        self.0.len() == owned.len() && self.0.iter().zip(owned).all(|(part, owned)| part.same(owned))
    }

    #[inline(always)]
    fn alike(one: &Self::Owned, other: &Self::Owned) -> bool {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| P::alike(one, other))
    }

    fn own(&self) -> Self::Owned {
        self.0.iter().map(Lent::own).collect()
    }
}
