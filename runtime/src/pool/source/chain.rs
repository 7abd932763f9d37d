// unsafe: implements a trait that states a promise.
//! Sources made of others.

use core::iter;
use core::ops::Range;

use super::{Indexed, Source};

/// `a.zip(b)`.
#[derive(Debug)]
pub struct Zip<A, B>(A, B);

/// `a.zip(b)`.
#[inline(always)]
pub fn zip<A: Source, B: Source>(a: A, b: B) -> Zip<A, B> {
    Zip(a, b)
}

// SAFETY: both are sources.
unsafe impl<A, B> Source for Zip<A, B>
where
    A: Source<Chunk: Iterator, Plain: Iterator>,
    B: Source<Chunk: Iterator, Plain: Iterator>,
{
    type Chunk = iter::Zip<A::Chunk, B::Chunk>;
    type Plain = iter::Zip<A::Plain, B::Plain>;

    #[inline(always)]
    fn length(&self) -> usize {
        self.0.length().min(self.1.length())
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk {
        // SAFETY: what the shorter one has, the longer one has too; the caller's promise is the same.
        unsafe { self.0.chunk(start, length).zip(self.1.chunk(start, length)) }
    }

    #[inline(always)]
    fn plain(self) -> Self::Plain {
        self.0.plain().zip(self.1.plain())
    }
}

/// `a.enumerate()`.
#[derive(Debug)]
pub struct Enumerate<A>(A);

/// `a.enumerate()`.
#[inline(always)]
pub fn enumerate<A: Source>(a: A) -> Enumerate<A> {
    Enumerate(a)
}

// SAFETY: what it counts is a source.
unsafe impl<A: Source<Chunk: Iterator, Plain: Iterator>> Source for Enumerate<A> {
    type Chunk = iter::Zip<Range<usize>, A::Chunk>;
    type Plain = iter::Enumerate<A::Plain>;

    #[inline(always)]
    fn length(&self) -> usize {
        self.0.length()
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk {
        // SAFETY: the caller's promise is the same.
        (start..start + length).zip(unsafe { self.0.chunk(start, length) })
    }

    #[inline(always)]
    fn plain(self) -> Self::Plain {
        self.0.plain().enumerate()
    }
}

impl<A> Indexed for Enumerate<A>
where
    Enumerate<A>: Source,
{
    #[inline(always)]
    fn first(&self) -> usize {
        0
    }
}
