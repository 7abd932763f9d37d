// unsafe: tables behind pointers that say what type they have.
//! Tables of one thread (`#[memoize(thread_local)]`): keys and values need not be `Send` or `Sync`.

use core::any::TypeId;
use core::cell::RefCell;
use std::rc::Rc;
use std::thread::LocalKey;

use super::function::Memo;
use super::key::Key;
use super::kind::Kind;
use super::table::Table;
use super::tables::identity;

/// A thread's tables of one function, one for each of its instances.
#[derive(Debug)]
pub struct LocalTables {
    tables: RefCell<Vec<Erased>>,
}

/// A table of a type that only its identity tells.
#[derive(Debug)]
struct Erased {
    id: TypeId,
    table: *const (),
    release: unsafe fn(*const ()),
}

impl Drop for Erased {
    fn drop(&mut self) {
        // SAFETY: `release` is that of the table's type, and this share of it is given up once.
        unsafe { (self.release)(self.table) };
    }
}

impl Erased {
    fn new<C: 'static, T: 'static>(table: Rc<T>) -> Erased {
        // SAFETY: called with a pointer that `Rc::into_raw` gave.
        let release: unsafe fn(*const ()) = |table| unsafe { drop(Rc::from_raw(table.cast::<T>())) };
        Erased { id: identity::<C, T>(), table: Rc::into_raw(table).cast(), release }
    }

    /// The table, if it is of this identity.
    #[inline(always)]
    fn get<C: 'static, T: 'static>(&self) -> Option<Rc<T>> {
        if self.id != identity::<C, T>() {
            return None;
        }
        let table = self.table.cast::<T>();
        // SAFETY: the identity says that the pointer was made of an `Rc` of this type, of which this is another share.
        unsafe {
            Rc::increment_strong_count(table);
            Some(Rc::from_raw(table))
        }
    }
}

impl LocalTables {
    /// Of a thread that has not called the function.
    #[must_use]
    pub const fn new() -> LocalTables {
        LocalTables { tables: RefCell::new(Vec::new()) }
    }

    /// The table, made at the first call.
    #[inline(always)]
    fn get<C: 'static, T: 'static>(&self, make: impl FnOnce() -> T) -> Rc<T> {
        let found = self.tables.borrow().iter().find_map(Erased::get::<C, T>);
        found.unwrap_or_else(|| {
            let table = Rc::new(make());
            self.tables.borrow_mut().push(Erased::new::<C, T>(Rc::clone(&table)));
            table
        })
    }
}

impl Default for LocalTables {
    fn default() -> LocalTables {
        LocalTables::new()
    }
}

impl<P: Kind> Memo<P> {
    /// This thread's table of an instance of the function; `None` when the thread ends and its tables are gone.
    #[inline(always)]
    pub fn local_table<C, Q, V>(
        &'static self,
        tables: &'static LocalKey<LocalTables>,
        _: &C,
        _: &Q,
    ) -> Option<Rc<Table<Q::Owned, V, P>>>
    where
        C: 'static,
        Q: Key,
        V: 'static,
    {
        tables.try_with(|tables| tables.get::<C, _>(|| self.distant_table())).ok()
    }
}
