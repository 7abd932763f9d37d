//! What can be kept on disk.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A result, or a part of a key, that serde can write and read.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot keep `{Self}` outside of memory: that needs serde's `Serialize` and `Deserialize`",
    label = "this type is not both",
    note = "derive both: `#[derive(serde::Serialize, serde::Deserialize)]`",
    note = "or name another key: `#[memoize(key = ..)]`, or leave an argument out: `#[memoize(ignore(..))]`"
)]
pub trait Storable: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Storable for T {}

/// All parts of a key.
#[diagnostic::on_unimplemented(message = "`#[memoize]` cannot keep the key `{Self}` outside of memory")]
pub trait StorableKey: Storable {}

impl StorableKey for () {}

macro_rules! keys {
    ($($name:ident)*) => {
        impl<$($name: Storable),*> StorableKey for ($($name,)*) {}
    };
}

keys!(A);
keys!(A B);
keys!(A B C);
keys!(A B C D);
keys!(A B C D E);
keys!(A B C D E F);
keys!(A B C D E F G);
keys!(A B C D E F G H);
keys!(A B C D E F G H I);
keys!(A B C D E F G H I J);
keys!(A B C D E F G H I J K);
keys!(A B C D E F G H I J K L);
