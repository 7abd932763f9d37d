//! Clients that are slow, or ask for too much.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::client::{connected, get, get_with, sent};
use crate::stage::{Actor, play, scene};

#[test]
fn slow_clients_keep_nobody_out() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("limits::slow_clients_keep_nobody_out", "serve=0");
    let address = actor.address();
    let mut slow: Vec<_> = (0..150).map(|_| connected(address)).collect();
    slow.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap());
    let began = Instant::now();
    assert_eq!(get(address, "/metrics").status, 200);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    // The first of them was given up meanwhile.
    let mut rest = Vec::new();
    let _ = slow[0].read_to_end(&mut rest);
    actor.end();
}

#[test]
fn too_large_a_head_is_refused() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("limits::too_large_a_head_is_refused", "serve=0");
    let address = actor.address();
    let head = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX: {}\r\n\r\n", "x".repeat(17 * 1024));
    assert_eq!(sent(address, head.as_bytes()).status, 431);
    assert_eq!(sent(address, b"nonsense\r\n\r\n").status, 400);
    let post = format!("POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000000000\r\n\r\nabc");
    assert_eq!(sent(address, post.as_bytes()).status, 405);
    assert_eq!(get(address, "/nowhere").status, 404);
    actor.end();
}

/// A page of somebody else's, under a name that was made to mean this machine, is not answered.
#[test]
fn names_of_others_are_not_answered() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("limits::names_of_others_are_not_answered", "serve=0");
    let address = actor.address();
    let asked =
        |host: &str| sent(address, format!("GET /report.json HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).status;
    assert_eq!([asked("evil.example:7070"), asked("localhost:7070"), asked("127.0.0.1")], [403, 200, 200]);
    assert_eq!(get_with(address, "/metrics", "X: y\r\n").status, 200);
    actor.end();
}
