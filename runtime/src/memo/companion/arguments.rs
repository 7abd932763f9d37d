//! The methods that take the arguments of the user's function, for each number of them.
#![allow(clippy::too_many_arguments, reason = "those of the user's function")]

use super::{Act, FunctionMemo, Later, MethodMemo, Refreshes};
use crate::memo::kind::Kind;

/// The methods that take a function's arguments, behind those that a handle has itself.
macro_rules! methods {
    ($self:ident; $($this:expr)?; $($ty:ident $arg:ident)*) => {
        /// A clone of what is kept for these arguments. Counts neither as a hit nor as a miss.
        pub fn peek(&$self, $($arg: $ty),*) -> Option<V> {
            let mut found = None;
            ($self.act)($($this,)? $($arg,)* Act::Peek(&mut found));
            found
        }

        /// Reads what is kept for these arguments. A hit, if there is something.
        #[inline(always)]
        pub fn with<O>(&$self, ($($arg,)*): ($($ty,)*), read: impl FnOnce(&V) -> O) -> Option<O> {
            let (mut read, mut result) = (Some(read), None);
            let mut look = |value: &V| result = read.take().map(|read| read(value));
            ($self.act)($($this,)? $($arg,)* Act::With(&mut look));
            result
        }

        /// Forgets what is kept for these arguments. A body that runs for them now will not be kept.
        pub fn invalidate(&$self, $($arg: $ty),*) {
            ($self.act)($($this,)? $($arg,)* Act::Invalidate);
        }

        /// Keeps a value for these arguments.
        pub fn insert(&$self, $($arg: $ty,)* value: V) {
            ($self.act)($($this,)? $($arg,)* Act::Insert(value));
        }
    };
}

macro_rules! refresh {
    ($self:ident; $($this:expr)?; $($ty:ident $arg:ident)*) => {
        /// Runs the body, keeps what it returns, and returns it.
        ///
        /// # Panics
        ///
        /// If the body does.
        pub fn refresh(&$self, $($arg: $ty),*) -> V {
            let mut value = None;
            ($self.act)($($this,)? $($arg,)* Act::Refresh(&mut value));
            value.expect("a refresh ends with a value")
        }
    };
}

macro_rules! refresh_later {
    ($self:ident; ($($this:expr)?) ($($own:ty)?); $($ty:ident $arg:ident)*) => {
        /// A future that runs the body, keeps what it returns, and returns it.
        pub fn refresh(&$self, $($arg: $ty),*) -> R::Future
        where
            R: Refreshes<($($own,)? $($ty,)*)>,
        {
            $self.refresh.begin(($($this,)? $($arg,)*))
        }
    };
}

macro_rules! for_arguments {
    ($($ty:ident $arg:ident)*) => {
        impl<T, Y, $($ty,)*> Refreshes<($($ty,)*)> for T
        where
            T: Fn($($ty),*) -> Y,
        {
            type Future = Y;

            fn begin(&self, ($($arg,)*): ($($ty,)*)) -> Y {
                self($($arg),*)
            }
        }

        impl<$($ty,)* V, X, C, Z, R> FunctionMemo<for<'r> fn($($ty,)* Act<'r, V>) -> X, C, Z, R> {
            methods!(self; ; $($ty $arg)*);
        }

        impl<$($ty,)* V, C, Z> FunctionMemo<for<'r> fn($($ty,)* Act<'r, V>), C, Z> {
            refresh!(self; ; $($ty $arg)*);
        }

        impl<$($ty,)* V, C, Z, R> FunctionMemo<for<'r> fn($($ty,)* Act<'r, V>) -> Later, C, Z, R> {
            refresh_later!(self; () (); $($ty $arg)*);
        }

        impl<'s, S: ?Sized, $($ty,)* V, X, C, P, R>
            MethodMemo<'s, S, for<'r> fn(&'s S, $($ty,)* Act<'r, V>) -> X, C, P, R>
        where
            P: Kind,
        {
            methods!(self; self.this; $($ty $arg)*);
        }

        impl<'s, S: ?Sized, $($ty,)* V, C, P: Kind> MethodMemo<'s, S, for<'r> fn(&'s S, $($ty,)* Act<'r, V>), C, P> {
            refresh!(self; self.this; $($ty $arg)*);
        }

        impl<'s, S: ?Sized, $($ty,)* V, C, P, R>
            MethodMemo<'s, S, for<'r> fn(&'s S, $($ty,)* Act<'r, V>) -> Later, C, P, R>
        where
            P: Kind,
        {
            refresh_later!(self; (self.this) (&'s S); $($ty $arg)*);
        }
    };
}

for_arguments!();
for_arguments!(A a);
for_arguments!(A a B b);
for_arguments!(A a B b D d);
for_arguments!(A a B b D d E e);
for_arguments!(A a B b D d E e G g);
for_arguments!(A a B b D d E e G g H h);
for_arguments!(A a B b D d E e G g H h I i);
for_arguments!(A a B b D d E e G g H h I i J j);
for_arguments!(A a B b D d E e G g H h I i J j K k);
for_arguments!(A a B b D d E e G g H h I i J j K k L l);
for_arguments!(A a B b D d E e G g H h I i J j K k L l M m);
for_arguments!(A a B b D d E e G g H h I i J j K k L l M m N n);
