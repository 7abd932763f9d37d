//! All arguments together, and tuples as arguments.

use core::hash::Hasher;

use super::{Key, Lent};

macro_rules! compose {
    ($trait:ident: $($name:ident $index:tt)*) => {
        impl<$($name: $trait),*> $trait for ($($name,)*) {
            type Owned = ($($name::Owned,)*);

            #[inline(always)]
            fn feed<H: Hasher>(&self, hasher: &mut H) {
                $(self.$index.feed(hasher);)*
            }

            #[inline(always)]
            fn same(&self, owned: &Self::Owned) -> bool {
                $(self.$index.same(&owned.$index))&&*
            }

            #[inline(always)]
            fn alike(one: &Self::Owned, other: &Self::Owned) -> bool {
                $($name::alike(&one.$index, &other.$index))&&*
            }

            fn own(&self) -> Self::Owned {
                ($(self.$index.own(),)*)
            }
        }
    };
}

macro_rules! compose_all {
    ($trait:ident) => {
        compose!($trait: A 0);
        compose!($trait: A 0 B 1);
        compose!($trait: A 0 B 1 C 2);
        compose!($trait: A 0 B 1 C 2 D 3);
        compose!($trait: A 0 B 1 C 2 D 3 E 4);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7 J 8);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7 J 8 K 9);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7 J 8 K 9 L 10);
        compose!($trait: A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7 J 8 K 9 L 10 M 11);
    };
}

compose_all!(Key);
compose_all!(Lent);

/// A function without arguments.
impl Key for () {
    type Owned = ();

    #[inline(always)]
    fn feed<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(0);
    }

    #[inline(always)]
    fn same(&self, (): &()) -> bool {
        true
    }

    #[inline(always)]
    fn alike((): &(), (): &()) -> bool {
        true
    }

    fn own(&self) {}
}
