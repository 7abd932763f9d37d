// unsafe: follows pointers to entries, which a read keeps alive.
//! What a call does that found nothing: it computes, or waits for who computes.

use core::future::Future;
use std::sync::Arc;

use super::flights::Begun;
use super::run::{AsyncRun, Flying, Run};
use super::{EntryAt, Miss, Sought, Table, hash_of};
use crate::memo::flight::graph::Target;
use crate::memo::flight::signal::{Signal, Waited};
use crate::memo::flight::task::{Crew, Task, next_id};
use crate::memo::grace::Reading;
use crate::memo::key::Key;
use crate::memo::kind::{Kind, Order, Visit};
use crate::memo::store::Entry;
use crate::start::thread_mark;

/// What a call that missed has to do.
#[derive(Debug)]
pub enum Start<V, R> {
    /// Return this: somebody else computed it meanwhile.
    Found(V),
    /// Compute, and [`finish`](Run::finish).
    Run(R),
}

/// What a caller wants.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Want {
    /// A value, whoever computed it.
    Any,
    /// A new value.
    New,
}

/// One caller, on the way to a value.
struct Call<K> {
    sought: Sought<K>,
    want: Want,
    crew: Crew,
}

/// What was found under the lock. The key comes back where it is not used, to be dropped without it.
enum Decision<K, V, P: Kind> {
    Begin(Begun<K, V, P>),
    Have(EntryAt<K, V, P>, K),
    Join(Arc<Signal<V>>, Target<Crew>, K),
}

/// What the caller has to do.
enum Step<'t, K, V, P: Kind> {
    Begin(Flying<'t, K, V, P>),
    Have(V),
    Join(Arc<Signal<V>>, Target<Crew>, K),
}

impl<K: 'static, V: Clone, P: Kind> Table<K, V, P> {
    /// Becomes the one who computes the value of a key, or waits for who does.
    #[cold]
    #[inline(never)]
    pub fn begin<Q: Key<Owned = K>>(&self, miss: Miss, key: Q) -> Start<V, Run<'_, K, V, P>> {
        let sought = Sought { hash: miss.hash, alike: Q::alike };
        let key = key.own();
        if !self.setup.is_off {
            let (shard, words) = self.shard(sought.hash);
            let mut state = shard.lock();
            if let Some(place) = state.place_of_unknown(sought.hash) {
                let begun = state.begin((sought.hash, key), Crew::Thread(thread_mark()), place, false, words);
                drop(state);
                return Start::Run(Run::of(Flying::new(self, sought, begun)));
            }
        }
        self.await_turn(sought, key, Want::Any)
    }

    /// Computes anew, whatever is kept. Until it is done, callers have the old value.
    #[cold]
    #[inline(never)]
    pub fn restart<Q: Key<Owned = K>>(&self, key: Q) -> Start<V, Run<'_, K, V, P>> {
        self.await_turn(Sought { hash: hash_of(&key), alike: Q::alike }, key.own(), Want::New)
    }

    #[cold]
    #[inline(never)]
    fn await_turn(&self, sought: Sought<K>, mut key: K, want: Want) -> Start<V, Run<'_, K, V, P>> {
        if self.setup.is_off {
            return Start::Run(Run::of(Flying::of_nothing(self, sought)));
        }
        let call = Call { sought, want, crew: Crew::Thread(thread_mark()) };
        loop {
            match self.step(&call, key) {
                Step::Begin(flying) => return Start::Run(Run::of(flying)),
                Step::Have(value) => return Start::Found(value),
                Step::Join(signal, target, mine) => match signal.wait(&target, self.setup.wait) {
                    Waited::Value(value) => return Start::Found(value),
                    Waited::Again => key = mine,
                    Waited::Compute => return Start::Run(Run::of(Flying::unjoined(self, sought, mine))),
                },
            }
        }
    }

    /// [`begin`](Table::begin) for an async function. The future owns the key.
    pub fn begin_async<Q: Key<Owned = K>>(
        &self,
        miss: Miss,
        key: Q,
    ) -> impl Future<Output = Start<V, AsyncRun<'_, K, V, P>>> + use<'_, Q, K, V, P> {
        self.await_turn_async(Sought { hash: miss.hash, alike: Q::alike }, key.own(), Want::Any)
    }

    /// [`restart`](Table::restart) for an async function. The future owns the key.
    pub fn restart_async<Q: Key<Owned = K>>(
        &self,
        key: Q,
    ) -> impl Future<Output = Start<V, AsyncRun<'_, K, V, P>>> + use<'_, Q, K, V, P> {
        self.await_turn_async(Sought { hash: hash_of(&key), alike: Q::alike }, key.own(), Want::New)
    }

    async fn await_turn_async(&self, sought: Sought<K>, mut key: K, want: Want) -> Start<V, AsyncRun<'_, K, V, P>> {
        let task = Task::new(next_id());
        if self.setup.is_off {
            return Start::Run(AsyncRun::of(Flying::of_nothing(self, sought), task));
        }
        let call = Call { sought, want, crew: Crew::Task(Arc::clone(&task)) };
        loop {
            match self.step(&call, key) {
                Step::Begin(flying) => return Start::Run(AsyncRun::of(flying, task)),
                Step::Have(value) => return Start::Found(value),
                Step::Join(signal, target, mine) => match signal.wait_async(target, self.setup.wait).await {
                    Waited::Value(value) => return Start::Found(value),
                    Waited::Again => key = mine,
                    Waited::Compute => {
                        return Start::Run(AsyncRun::of(Flying::unjoined(self, sought, mine), task));
                    }
                },
            }
        }
    }

    fn step(&self, call: &Call<K>, key: K) -> Step<'_, K, V, P> {
        let mut reading = None;
        match self.decide(call, key, &mut reading) {
            Decision::Begin(begun) => Step::Begin(Flying::new(self, call.sought, begun)),
            Decision::Join(signal, target, key) => Step::Join(signal, target, key),
            Decision::Have(entry, _key) => {
                reading.iter().for_each(|reading| reading.hit(self.number));
                // SAFETY: found in the words, and compared, so that the read has begun and lasts.
                Step::Have(unsafe { Entry::value(entry) }.clone())
            }
        }
    }

    fn decide(&self, call: &Call<K>, key: K, reading: &mut Option<Reading>) -> Decision<K, V, P> {
        let &Call { sought, want, ref crew } = call;
        self.resolve(
            sought,
            key,
            |key| key,
            None,
            reading,
            |state, words, key, same, place| {
                // SAFETY: found in the words, and the read lasts.
                let visit = same.entry.map(|entry| P::Order::visit(unsafe { &Entry::head(entry).stamp }, &self.setup));
                match (same.entry, visit, same.flight) {
                    (Some(entry), Some(Visit::Fresh), _) if want == Want::Any => return Decision::Have(entry, key),
                    (Some(entry), Some(Visit::Due), Some(_)) if want == Want::Any => return Decision::Have(entry, key),
                    (_, _, Some(flight)) => {
                        if let Some((signal, target)) = state.join(flight) {
                            return Decision::Join(signal, target, key);
                        }
                    }
                    _ => {}
                }
                state.counts.expired += u64::from(visit == Some(Visit::Expired));
                Decision::Begin(state.begin((sought.hash, key), crew.clone(), place, same.entry.is_some(), words))
            },
        )
    }
}
