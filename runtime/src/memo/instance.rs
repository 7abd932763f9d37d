//! Tables that live in an object.

use core::any::TypeId;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::function::Memo;
use super::key::Key;
use super::kind::Kind;
use super::table::{MemoInfo, Table};
use super::tables::Tables;

/// A field that holds the results of an object's memoized methods (`#[memoize(instance = field)]`).
///
/// ```
/// use bedeck_runtime::memo::InstanceMemo;
///
/// #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
/// struct Shape {
///     sides: u32,
///     memo: InstanceMemo,
/// }
///
/// let shape = Shape { sides: 3, ..Shape::default() };
/// assert_eq!(shape, shape.clone());
/// ```
///
/// It does not count in comparisons and hashes, and a clone begins empty.
///
/// # Restrictions
///
/// It knows nothing of the object's other fields: [`clear`](InstanceMemo::clear) it when one changes that matters.
pub struct InstanceMemo {
    tables: Tables,
}

impl InstanceMemo {
    /// Without results.
    #[must_use]
    pub const fn new() -> InstanceMemo {
        InstanceMemo { tables: Tables::new() }
    }

    /// Forgets the results of all methods.
    pub fn clear(&self) {
        self.tables.clear();
    }

    /// What one method has done so far.
    pub(super) fn info_of_instance(&self, instance: TypeId) -> MemoInfo {
        self.tables.info_of_instance(instance)
    }

    /// Forgets the results of one method.
    pub(super) fn clear_instance(&self, instance: TypeId) {
        self.tables.clear_instance(instance);
    }

    /// The table of a method, whose options and name are the memo's.
    #[doc(hidden)]
    #[inline(always)]
    pub fn table<C, Q, V, P>(&self, memo: &'static Memo<P>, _: &C, _: &Q) -> &Table<Q::Owned, V, P>
    where
        C: 'static,
        Q: Key<Owned: Send + Sync>,
        V: Send + Sync + 'static,
        P: Kind,
    {
        let table = self.tables.table::<C, Q::Owned, V, P>(|| memo.distant_table());
        memo.catch_up::<C, _, _>(table);
        table
    }
}

impl Default for InstanceMemo {
    fn default() -> InstanceMemo {
        InstanceMemo::new()
    }
}

/// A clone is empty.
impl Clone for InstanceMemo {
    fn clone(&self) -> InstanceMemo {
        InstanceMemo::new()
    }
}

impl fmt::Debug for InstanceMemo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceMemo").finish_non_exhaustive()
    }
}

/// All are equal.
impl PartialEq for InstanceMemo {
    fn eq(&self, _: &InstanceMemo) -> bool {
        true
    }
}

impl Eq for InstanceMemo {}

/// Adds nothing.
impl Hash for InstanceMemo {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
