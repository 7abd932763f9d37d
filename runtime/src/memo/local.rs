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
    /// That of the instance of the function alone.
    instance: TypeId,
    table: *const (),
    release: unsafe fn(*const ()),
    share: unsafe fn(*const ()) -> Rc<dyn Clear>,
}

/// A table of any type.
trait Clear {
    fn clear(&self);
}

impl<K, V, P: Kind> Clear for Table<K, V, P> {
    fn clear(&self) {
        Table::clear(self);
    }
}

impl Drop for Erased {
    fn drop(&mut self) {
        // SAFETY: `release` is that of the table's type, and this share of it is given up once.
        unsafe { (self.release)(self.table) };
    }
}

impl Erased {
    fn new<C: 'static, T: Clear + 'static>(table: Rc<T>) -> Erased {
        // SAFETY: called with a pointer that `Rc::into_raw` gave.
        let release: unsafe fn(*const ()) = |table| unsafe { drop(Rc::from_raw(table.cast::<T>())) };
        // SAFETY: as above.
        let share: unsafe fn(*const ()) -> Rc<dyn Clear> = |table| unsafe { shared::<T>(table.cast()) as _ };
        let (id, instance) = (identity::<C, T>(), TypeId::of::<C>());
        Erased { id, instance, table: Rc::into_raw(table).cast(), release, share }
    }

    /// The table, if it is of this identity.
    #[inline(always)]
    fn get<C: 'static, T: 'static>(&self) -> Option<Rc<T>> {
        if self.id != identity::<C, T>() {
            return None;
        }
        // SAFETY: the identity says that the pointer was made of an `Rc` of this type.
        Some(unsafe { shared(self.table.cast::<T>()) })
    }
}

/// Another share of a table.
///
/// # Safety
///
/// The pointer is one that `Rc::into_raw` gave, of a share that is still there.
#[inline(always)]
unsafe fn shared<T>(table: *const T) -> Rc<T> {
    // SAFETY: as the caller promises.
    unsafe {
        Rc::increment_strong_count(table);
        Rc::from_raw(table)
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
    fn get<C: 'static, T: Clear + 'static>(&self, make: impl FnOnce() -> T) -> Rc<T> {
        let found = self.tables.borrow().iter().find_map(Erased::get::<C, T>);
        found.unwrap_or_else(|| {
            let table = Rc::new(make());
            self.tables.borrow_mut().push(Erased::new::<C, T>(Rc::clone(&table)));
            table
        })
    }

    /// Forgets this thread's results of one instance of the function.
    pub(super) fn clear_instance(&self, instance: TypeId) {
        let tables = self.tables.borrow();
        let of_instance = tables.iter().filter(|table| table.instance == instance);
        // SAFETY: the function is that of the table's type.
        let shares: Vec<Rc<dyn Clear>> = of_instance.map(|table| unsafe { (table.share)(table.table) }).collect();
        // What is dropped may call the function.
        drop(tables);
        shares.iter().for_each(|table| table.clear());
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
        let table = tables.try_with(|tables| tables.get::<C, _>(|| self.distant_table())).ok()?;
        self.catch_up::<C, _, _>(&table);
        Some(table)
    }
}
