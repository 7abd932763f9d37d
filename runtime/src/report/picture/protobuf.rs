//! As much of the protocol buffers encoding as pprof needs: numbers, bytes, and packed numbers, each behind its field.

/// How a field's value is laid out.
#[derive(Clone, Copy)]
enum Wire {
    Varint = 0,
    LengthDelimited = 2,
}

/// A message that is being written. Values that are absent by default (0, empty) are left out, but from lists.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    pub(super) fn number(&mut self, field: u32, value: u64) {
        if value != 0 {
            self.key(field, Wire::Varint);
            self.varint(value);
        }
    }

    /// Numbers of one list, without a key for each.
    pub(super) fn numbers(&mut self, field: u32, values: impl IntoIterator<Item = u64>) {
        let mut packed = Message::default();
        values.into_iter().for_each(|value| packed.varint(value));
        if !packed.0.is_empty() {
            self.element(field, &packed.0);
        }
    }

    /// An element of a list: a string's bytes, or those of a message.
    pub(super) fn element(&mut self, field: u32, bytes: &[u8]) {
        self.key(field, Wire::LengthDelimited);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn message(&mut self, field: u32, message: Message) {
        self.element(field, &message.0);
    }

    pub(super) fn end(self) -> Vec<u8> {
        self.0
    }

    fn key(&mut self, field: u32, wire: Wire) {
        self.varint(u64::from(field) << 3 | wire as u64);
    }

    /// Seven bits a byte, the low ones first; the top bit says that more follow.
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_laid_out_as_the_encoding_says() {
        let mut message = Message::default();
        message.number(1, 150);
        message.number(2, 0);
        message.element(3, b"ab");
        message.numbers(4, [0, 300]);
        message.numbers(5, []);
        message.number(16, 1);
        assert_eq!(message.end(), [0x08, 0x96, 0x01, 0x1a, 2, b'a', b'b', 0x22, 3, 0, 0xac, 0x02, 0x80, 0x01, 1]);
    }

    #[test]
    fn the_largest_number_takes_ten_bytes() {
        let mut message = Message::default();
        message.number(1, u64::MAX);
        assert_eq!(message.end(), [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    }
}
