//! What the disk behind a table asks of a run.

use super::{AsyncRun, Flying, Run, key_in};
use crate::memo::disk::{Alike, Computes};
use crate::memo::kind::{Kind, Order};

impl<K, V, P: Kind> Flying<'_, K, V, P> {
    /// The key, before the run ends.
    fn key(&self) -> Option<&K> {
        self.entry.as_ref().map(key_in)
    }

    /// Not after the key was invalidated.
    fn is_wanted(&self) -> bool {
        match (self.entry, self.place) {
            (Some(entry), Some(_)) => self.shard().lock().is_attached(entry),
            _ => true,
        }
    }
}

impl<K, V: Clone, P: Kind> Flying<'_, K, V, P> {
    fn found(&mut self, value: V, age: u64, weigh: impl FnOnce(&V) -> u64) -> V {
        let stamp = P::Order::stamp(&self.table.setup, weigh(&value));
        let (Some(stamp), Some(entry)) = (P::Order::aged(stamp, age), self.entry) else {
            self.abandon(None);
            return value;
        };
        let mut ending = self.keep(entry, value.clone(), stamp, None);
        ending.tell(&value);
        value
    }
}

macro_rules! computes {
    ($($run:ident)*) => {$(
        impl<K, V: Clone, P: Kind> Computes<K, V> for $run<'_, K, V, P> {
            fn key(&self) -> Option<&K> {
                self.flying.key()
            }

            fn alike(&self) -> Alike<K> {
                self.flying.sought.alike
            }

            fn is_wanted(&self) -> bool {
                self.flying.is_wanted()
            }

            fn found(&mut self, value: V, age: u64, weigh: impl FnOnce(&V) -> u64) -> V {
                self.flying.found(value, age, weigh)
            }

            fn end(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
                self.finish_weighing(value, keep, weigh)
            }
        }
    )*};
}

computes!(Run AsyncRun);
