//! Where painters write to: a text in memory, or some of it at a time on its way to whoever takes it.

use core::fmt;
use std::io::{self, Write};

/// So many bytes are passed on at a time.
const PIECE: usize = 64 << 10;

/// What was painted, and who takes it.
pub(super) struct Sink<'a> {
    held: Vec<u8>,
    /// How much is held at most.
    room: usize,
    /// Nobody, if all of it is held.
    taker: Option<&'a mut dyn Write>,
    /// How many bytes were taken.
    taken: usize,
    /// Why nothing is taken any more.
    failed: Option<io::Error>,
}

/// The text that `paint` writes.
pub(super) fn text(paint: impl FnOnce(&mut Sink<'_>)) -> String {
    // Painters write whole characters: nothing is replaced.
    String::from_utf8(bytes(paint)).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The bytes that `paint` writes.
pub(super) fn bytes(paint: impl FnOnce(&mut Sink<'_>)) -> Vec<u8> {
    let mut sink = Sink { held: Vec::new(), room: usize::MAX, taker: None, taken: 0, failed: None };
    paint(&mut sink);
    sink.held
}

/// Hands what `paint` writes to `taker`, piece by piece.
///
/// # Errors
///
/// The first one of the taker, which gets nothing more.
pub(super) fn pass(taker: &mut dyn Write, paint: impl FnOnce(&mut Sink<'_>)) -> io::Result<()> {
    let held = Vec::with_capacity(PIECE);
    let mut sink = Sink { held, room: PIECE, taker: Some(taker), taken: 0, failed: None };
    paint(&mut sink);
    sink.pass_on();
    sink.failed.map_or(Ok(()), Err)
}

impl Sink<'_> {
    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        if self.held.len() + bytes.len() > self.room {
            self.pass_on();
        }
        self.held.extend_from_slice(bytes);
    }

    #[inline]
    pub(super) fn push_str(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// For `write!`, which cannot fail here.
    pub(super) fn write_fmt(&mut self, text: fmt::Arguments<'_>) {
        let _ = fmt::Write::write_fmt(self, text);
    }

    /// How many bytes came so far.
    pub(super) fn painted(&self) -> usize {
        self.taken + self.held.len()
    }

    fn pass_on(&mut self) {
        let Some(taker) = &mut self.taker else { return };
        if self.failed.is_none() {
            self.failed = taker.write_all(&self.held).err();
        }
        self.taken += self.held.len();
        self.held.clear();
    }
}

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

/// Digits of whole numbers, in less time than the formatter takes for them.
impl Sink<'_> {
    #[inline]
    pub(super) fn number(&mut self, mut number: u64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.bytes(&digits[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes what comes, but for one piece.
    #[derive(Default)]
    struct Taker {
        refuses: Option<usize>,
        pieces: Vec<Vec<u8>>,
    }

    impl Write for Taker {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            if self.refuses.take_if(|at| *at == self.pieces.len()).is_some() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.pieces.push(piece.to_owned());
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Short texts, and one that is longer than a piece.
    fn paint(out: &mut Sink<'_>) {
        for at in 0..30_000 {
            writeln!(out, "line {at}");
            out.push_str(if at == 20_000 { LONG } else { "" });
        }
    }

    const LONG: &str = match core::str::from_utf8(&[b'x'; PIECE + 1]) {
        Ok(text) => text,
        Err(_) => "",
    };

    #[test]
    fn pieces_are_the_whole_text() {
        let mut taker = Taker::default();
        let mut painted = 0;
        pass(&mut taker, |out| {
            paint(out);
            painted = out.painted();
        })
        .unwrap();
        assert_eq!(String::from_utf8(taker.pieces.concat()).unwrap(), text(paint));
        assert_eq!(painted, text(paint).len());
        let longest = taker.pieces.iter().map(Vec::len).max();
        assert!(taker.pieces.len() > 3 && longest == Some(PIECE + 1), "{} pieces, {longest:?}", taker.pieces.len());
    }

    #[test]
    fn after_an_error_nothing_more_is_handed_over() {
        let mut taker = Taker { refuses: Some(2), ..Taker::default() };
        let error = pass(&mut taker, paint).unwrap_err();
        assert_eq!((error.kind(), taker.pieces.len()), (io::ErrorKind::StorageFull, 2));
    }

    #[test]
    fn numbers_are_those_of_the_formatter() {
        for number in [0, 1, 9, 10, 99, 100, 12_345_678_901, u64::MAX] {
            assert_eq!(text(|out| out.number(number)), number.to_string());
        }
    }
}
