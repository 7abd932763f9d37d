//! bedeck, as the attribute expands, and the hand-written limit.

use std::cell::RefCell;

use bedeck::__private::Site;
use bedeck::__private::memo::{
    Arg, Bounded, ByCopy as _, ByLending as _, Expiring, Kind, Memo, Start, Table, Unbounded,
};
use hashbrown::HashTable;

/// What is memoized: a few instructions, so that the figure is that of the memo.
pub(crate) fn body(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17)
}

pub(crate) fn body_of_text(text: &str) -> u64 {
    body(text.len() as u64)
}

pub(crate) const CAPACITY: u64 = 10_000;
pub(crate) const MINUTE: u64 = 60_000_000_000;

enum Here {}

macro_rules! ours {
    ($name:ident, $memo:ident, $kind:ty, $new:expr) => {
        pub(crate) static $memo: Memo<$kind> = $new;

        #[inline(never)]
        pub(crate) fn $name(number: u64) -> u64 {
            let key = ((&&&&&&Arg(&number)).key(),);
            call($memo.table(&|| (), &key), number, key)
        }
    };
}

#[inline(always)]
fn call<P: Kind>(table: &Table<(u64,), u64, P>, number: u64, key: (bedeck::__private::memo::Copied<u64>,)) -> u64 {
    match table.find(&key) {
        Ok(value) => value,
        Err(miss) => match table.begin(miss, key) {
            Start::Found(value) => value,
            Start::Run(ref mut run) => run.finish(body(number), true),
        },
    }
}

ours!(unbounded, UNBOUNDED, Unbounded, Memo::new(Site::new::<Here>()));
ours!(bounded, BOUNDED, Bounded, Memo::new(Site::new::<Here>()).capacity(CAPACITY));
ours!(expiring, EXPIRING, Expiring, Memo::new(Site::new::<Here>()).ttl(MINUTE));

#[bedeck::memoize]
fn looked_at(number: u64) -> u64 {
    body(number)
}

/// A look at what is kept, by the handle of the attribute.
#[inline(never)]
pub(crate) fn by_reference(number: u64) -> u64 {
    looked_at_memo().with((number,), |value| *value).unwrap_or_else(|| looked_at(number))
}

static TEXT: Memo = Memo::new(Site::new::<Here>());

#[inline(never)]
pub(crate) fn text(text: &str) -> u64 {
    let key = ((&&&&Arg(&text)).key(),);
    let table = TEXT.table(&|| (), &key);
    match table.find(&key) {
        Ok(value) => value,
        Err(miss) => match table.begin(miss, key) {
            Start::Found(value) => value,
            Start::Run(ref mut run) => run.finish(body_of_text(text), true),
        },
    }
}

/// A fast hash without a seed, of the limit.
fn hash(number: u64) -> u64 {
    let product = u128::from(number ^ 0x1319_8a2e_0370_7344) * 0x5899_65cc_7537_4cc3;
    product as u64 ^ (product >> 64) as u64
}

fn hash_of_text(text: &str) -> u64 {
    text.as_bytes().chunks(8).fold(0, |state, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash(state ^ u64::from_le_bytes(word))
    })
}

thread_local! {
    static MAP: RefCell<HashTable<(u64, u64)>> = const { RefCell::new(HashTable::new()) };
    static TEXTS: RefCell<HashTable<(String, u64)>> = const { RefCell::new(HashTable::new()) };
}

/// The limit: a map of one thread, of a hash as fast as ours.
#[inline(never)]
pub(crate) fn raw(number: u64) -> u64 {
    let hit = MAP.with_borrow(|map| map.find(hash(number), |entry| entry.0 == number).map(|entry| entry.1));
    hit.unwrap_or_else(|| {
        let value = body(number);
        MAP.with_borrow_mut(|map| {
            map.insert_unique(hash(number), (number, value), |entry| hash(entry.0));
        });
        value
    })
}

#[inline(never)]
pub(crate) fn raw_text(text: &str) -> u64 {
    let find = |map: &HashTable<(String, u64)>| map.find(hash_of_text(text), |entry| entry.0 == text).map(|e| e.1);
    TEXTS.with_borrow(find).unwrap_or_else(|| {
        let value = body_of_text(text);
        let entry = (text.to_owned(), value);
        TEXTS.with_borrow_mut(|map| {
            map.insert_unique(hash_of_text(text), entry, |entry| hash_of_text(&entry.0));
        });
        value
    })
}

/// The body alone.
#[inline(never)]
pub(crate) fn plain(number: u64) -> u64 {
    body(number)
}
