//! What a shard counts, and how counts add up.

/// What a shard counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) misses: u64,
    pub(super) waits: u64,
    pub(super) evictions: u64,
    pub(super) expired: u64,
    /// Bodies that were timed, and how long they took, in ticks.
    pub(super) timed: u64,
    pub(super) ticks: u64,
    /// What there is now.
    pub(super) entries: u64,
    pub(super) bytes: u64,
}

impl Counts {
    pub(super) const FIELDS: usize = 8;
    /// So many of the first fields count what happened, and begin anew when the statistics do.
    pub(super) const EVENTS: usize = 4;

    pub(super) fn fields(&self) -> [u64; Counts::FIELDS] {
        let Counts { misses, waits, evictions, expired, timed, ticks, entries, bytes } = *self;
        [misses, waits, evictions, expired, timed, ticks, entries, bytes]
    }

    pub(super) fn of_fields(fields: [u64; Counts::FIELDS]) -> Counts {
        let [misses, waits, evictions, expired, timed, ticks, entries, bytes] = fields;
        Counts { misses, waits, evictions, expired, timed, ticks, entries, bytes }
    }

    pub(super) fn plus(&self, other: &Counts) -> Counts {
        let (mine, others) = (self.fields(), other.fields());
        Counts::of_fields(core::array::from_fn(|field| mine[field] + others[field]))
    }
}
