//! The slices that the arguments of the calls come from.

/// Slices of one length, one for each argument that varies.
pub trait Columns: Copy {
    /// The arguments of a call.
    type Row;

    /// How many rows there are.
    fn length(&self) -> usize;

    /// The rows from `start` on, so many that they exist.
    #[must_use]
    fn part(self, start: usize, length: usize) -> Self;

    /// The row at this place.
    fn row(&self, at: usize) -> Self::Row;
}

macro_rules! columns {
    ($($first:ident $($own:ident)*;)*) => { $(
        #[allow(non_snake_case, reason = "named as their types")]
        impl<$first: Copy, $($own: Copy),*> Columns for (&[$first], $(&[$own],)*) {
            type Row = ($first, $($own,)*);

            #[inline(always)]
            fn length(&self) -> usize {
                self.0.len()
            }

            #[inline(always)]
            fn part(self, start: usize, length: usize) -> Self {
                let ($first, $($own,)*) = self;
                (&$first[start..start + length], $(&$own[start..start + length],)*)
            }

            #[inline(always)]
            fn row(&self, at: usize) -> Self::Row {
                let ($first, $($own,)*) = self;
                ($first[at], $($own[at],)*)
            }
        }
    )* };
}

columns! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}
