//! Requests, byte by byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    /// The calls of a function in a report.
    pub(crate) fn calls(&self, function: &str) -> u64 {
        let key = format!("{{\"name\":\"{function}\",");
        let row = self.body.split(&key).nth(1).unwrap_or_else(|| panic!("no {function} in {self:?}"));
        row.split("\"calls\":").nth(1).unwrap().split(',').next().unwrap().parse().unwrap()
    }
}

/// GET, with more lines in the head.
pub(crate) fn get_with(address: SocketAddr, path: &str, lines: &str) -> Answer {
    sent(address, format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{lines}Connection: close\r\n\r\n").as_bytes())
}

pub(crate) fn get(address: SocketAddr, path: &str) -> Answer {
    get_with(address, path, "")
}

/// What comes back for these bytes.
pub(crate) fn sent(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = connected(address);
    stream.write_all(bytes).unwrap();
    let mut text = Vec::new();
    // A server that does not read all of it resets the connection.
    let _ = stream.read_to_end(&mut text);
    let text = String::from_utf8(text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

pub(crate) fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    stream
}
