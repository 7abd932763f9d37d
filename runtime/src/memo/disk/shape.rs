//! The shape of a value as serde sees it: names of types, fields and variants, and kinds of numbers, but not the content.
//!
//! The bytes of a value do not say of which type they are. So the shape is kept beside them, and what is read back must
//! have it again: after a field was renamed, added or moved, the old results are no longer those of the type, although
//! the function's own text did not change.

use core::fmt;

use serde::ser::{self, Serialize};

use super::record::{checksum, combined};

/// The shape of a value. Elements of lists and maps count without their order: that of a `HashMap` differs from read to read.
pub(super) fn shape<T: Serialize + ?Sized>(value: &T) -> Option<u64> {
    value.serialize(Shape).ok()
}

/// A serializer that returns a number for every value.
struct Shape;

/// A value that cannot be described.
#[derive(Debug)]
struct Indescribable;

impl fmt::Display for Indescribable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that cannot be serialised")
    }
}

impl core::error::Error for Indescribable {}

impl ser::Error for Indescribable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Indescribable
    }
}

/// The shape of what has parts: each part changes the number.
struct Parts {
    sum: u64,
    /// Of a map's key whose value is to come.
    key: u64,
}

impl Parts {
    fn of(kind: u64, names: &[&str]) -> Parts {
        let names = names.iter().fold(0, |sum, name| combined(&[sum, checksum(name.as_bytes())]));
        Parts { sum: combined(&[kind, names]), key: 0 }
    }

    /// A part at its place.
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, part: &T) -> Result<(), Indescribable> {
        self.sum = combined(&[self.sum, checksum(name.as_bytes()), part.serialize(Shape)?]);
        Ok(())
    }

    /// A part that may stand anywhere.
    fn add(&mut self, part: u64) {
        self.sum = self.sum.wrapping_add(combined(&[part]));
    }

    fn number(self) -> Result<u64, Indescribable> {
        Ok(combined(&[self.sum]))
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty = $kind:literal)*) => {$(
        fn $method(self, _: $type) -> Result<u64, Indescribable> {
            Ok($kind)
        }
    )*};
}

impl ser::Serializer for Shape {
    type Ok = u64;
    type Error = Indescribable;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    /// As the bytes are written.
    fn is_human_readable(&self) -> bool {
        false
    }

    scalars! {
        serialize_bool: bool = 1
        serialize_i8: i8 = 2
        serialize_i16: i16 = 3
        serialize_i32: i32 = 4
        serialize_i64: i64 = 5
        serialize_i128: i128 = 6
        serialize_u8: u8 = 7
        serialize_u16: u16 = 8
        serialize_u32: u32 = 9
        serialize_u64: u64 = 10
        serialize_u128: u128 = 11
        serialize_f32: f32 = 12
        serialize_f64: f64 = 13
        serialize_char: char = 14
        serialize_str: &str = 15
        serialize_bytes: &[u8] = 16
    }

    fn serialize_none(self) -> Result<u64, Indescribable> {
        Ok(17)
    }

    fn serialize_unit(self) -> Result<u64, Indescribable> {
        Ok(18)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<u64, Indescribable> {
        Ok(combined(&[19, value.serialize(Shape)?]))
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<u64, Indescribable> {
        Parts::of(20, &[name]).number()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<u64, Indescribable> {
        Parts::of(21 + (u64::from(index) << 8), &[name, variant]).number()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<u64, Indescribable> {
        let mut parts = Parts::of(22, &[name]);
        parts.put("", value)?;
        parts.number()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<u64, Indescribable> {
        let mut parts = Parts::of(23 + (u64::from(index) << 8), &[name, variant]);
        parts.put("", value)?;
        parts.number()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, Indescribable> {
        Ok(Parts::of(24, &[]))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, Indescribable> {
        Ok(Parts::of(25, &[]))
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Parts, Indescribable> {
        Ok(Parts::of(26, &[name]))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Indescribable> {
        Ok(Parts::of(27 + (u64::from(index) << 8), &[name, variant]))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts, Indescribable> {
        Ok(Parts::of(28, &[]))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts, Indescribable> {
        Ok(Parts::of(29, &[name]))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Indescribable> {
        Ok(Parts::of(30 + (u64::from(index) << 8), &[name, variant]))
    }
}

impl ser::SerializeSeq for Parts {
    type Ok = u64;
    type Error = Indescribable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Indescribable> {
        self.add(value.serialize(Shape)?);
        Ok(())
    }

    fn end(self) -> Result<u64, Indescribable> {
        self.number()
    }
}

impl ser::SerializeMap for Parts {
    type Ok = u64;
    type Error = Indescribable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Indescribable> {
        self.key = key.serialize(Shape)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Indescribable> {
        let pair = combined(&[self.key, value.serialize(Shape)?]);
        self.add(pair);
        Ok(())
    }

    fn end(self) -> Result<u64, Indescribable> {
        self.number()
    }
}

macro_rules! places {
    ($($trait:ident $method:ident)*) => {$(
        impl ser::$trait for Parts {
            type Ok = u64;
            type Error = Indescribable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Indescribable> {
                self.put("", value)
            }

            fn end(self) -> Result<u64, Indescribable> {
                self.number()
            }
        }
    )*};
}

places!(SerializeTuple serialize_element SerializeTupleStruct serialize_field SerializeTupleVariant serialize_field);

macro_rules! fields {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Parts {
            type Ok = u64;
            type Error = Indescribable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Indescribable> {
                self.put(name, value)
            }

            fn end(self) -> Result<u64, Indescribable> {
                self.number()
            }
        }
    )*};
}

fields!(SerializeStruct SerializeStructVariant);

#[cfg(test)]
mod tests;
