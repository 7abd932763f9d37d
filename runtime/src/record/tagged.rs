// unsafe: a tagged pointer becomes a reference again.
//! Pointers to shards that say something more, in the bits that a shard's alignment leaves free.

use super::shard::Shard;

/// The thread was panicking when the call began.
pub(super) const PANICKING: usize = 1;
/// All that a tag may be made of.
pub(super) const BITS: usize = align_of::<Shard>() - 1;

/// The shard's address with `tags` added.
#[inline(always)]
pub(super) fn tagged(shard: &Shard, tags: usize) -> *const u8 {
    core::ptr::from_ref(shard).cast::<u8>().wrapping_add(tags)
}

/// The shard that [`tagged`] made the pointer of.
///
/// # Safety
///
/// `tagged` was made by [`tagged`], of a shard that still lives.
#[inline(always)]
pub(super) unsafe fn shard_at<'a>(tagged: *const u8) -> &'a Shard {
    // SAFETY: without its tags the pointer is that of a shard that lives, as the caller promises.
    unsafe { &*tagged.wrapping_sub(tagged.addr() & BITS).cast::<Shard>() }
}
