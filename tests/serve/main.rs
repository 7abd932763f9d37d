//! The report over HTTP: what is served, to whom, and what the program feels of it.

mod client;
mod limits;
mod mounted;
mod stage;

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use bedeck::Config;

use client::{get, get_with};
use stage::{Actor, play, scene, work};

#[test]
fn figures_grow_while_the_program_runs() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("figures_grow_while_the_program_runs", "serve=0");
    let address = actor.address();
    assert!(address.ip().is_loopback());
    actor.call(10);
    let calls = || get(address, "/report.json").calls("work");
    assert_eq!(calls(), 11);
    actor.call(100);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(calls(), 111);
    let page = get(address, "/");
    assert!(page.body.contains("data-live") && page.body.contains("connect-src 'self'"), "{page:?}");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let figures = get(address, "/metrics");
    assert_eq!(figures.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(figures.body.contains("\nbedeck_calls_total{function=\"work\""), "{figures:?}");
    // The program ends though the address is listened at, and its table comes.
    let (status, stderr) = actor.end();
    assert!(
        status.success() && stderr.lines().any(|line| line.starts_with("work ") && line.contains(" 111 ")),
        "{stderr}"
    );
}

#[test]
fn code_says_where_and_to_whom() {
    if scene().is_some() {
        bedeck::configure(Config::new().serve(([127, 0, 0, 1], 0)).serve_token("a b"));
        return play();
    }
    let mut actor = Actor::new("code_says_where_and_to_whom", "");
    let address = actor.address();
    assert_eq!(get(address, "/").status, 401);
    assert_eq!(get(address, "/?token=a%20b").status, 200);
    actor.end();
    let mut actor = Actor::with("code_says_where_and_to_whom", "", |command| {
        command.env("BEDECK_TOKEN", "other");
    });
    let address = actor.address();
    assert_eq!(get_with(address, "/report.json", "Authorization: Bearer a b\r\n").status, 401);
    assert_eq!(get_with(address, "/report.json", "Authorization: Bearer other\r\n").status, 200);
    actor.end();
}

#[test]
fn a_busy_port_is_named_and_the_next_one_taken() {
    if scene().is_some() {
        return play();
    }
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let mut actor = Actor::new("a_busy_port_is_named_and_the_next_one_taken", &format!("serve={port}"));
    let line = actor.told("bedeck: port");
    let address = actor.address();
    assert!(line.contains(&port.to_string()) && line.ends_with(&format!("taking {}", address.port())), "{line}");
    assert_eq!(get(address, "/metrics").status, 200);
    actor.end();
}

#[test]
fn who_opens_it_to_others_is_told() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("who_opens_it_to_others_is_told", "serve=0.0.0.0:0");
    assert!(actor.told("bedeck: 0.0.0.0:").contains(" is open to other machines: "));
    let address = SocketAddr::from(([127, 0, 0, 1], actor.address().port()));
    assert_eq!(get(address, "/metrics").status, 200);
    actor.end();
}

#[test]
fn off_serves_nothing_and_quiet_says_nothing() {
    if scene().is_some() {
        return play();
    }
    for words in ["off,serve=0", "quiet,serve=0"] {
        let (status, stderr) = Actor::new("off_serves_nothing_and_quiet_says_nothing", words).end();
        assert!(status.success() && !stderr.contains("bedeck"), "{words}: {stderr}");
    }
}

/// A forked child does not hold the port, though it has the descriptors of its parent.
#[cfg(unix)]
#[test]
fn a_forked_child_does_not_serve() {
    if scene().is_some() {
        work(0);
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        // SAFETY: the child calls nothing but async-signal-safe functions.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: as above.
            unsafe {
                libc::sleep(30);
                libc::_exit(0);
            }
        }
        println!("\n> {child}");
        return play();
    }
    let mut actor = Actor::new("a_forked_child_does_not_serve", "serve=0");
    let address = actor.address();
    assert_eq!(get(address, "/metrics").status, 200);
    actor.begin_calls(1);
    let child: libc::pid_t = actor.said("> ").parse().unwrap();
    assert_eq!(get(address, "/metrics").status, 200);
    assert!(actor.end_alone().success());
    let refused = std::net::TcpStream::connect(address).is_err();
    // SAFETY: a signal to the child, whose parent is gone.
    assert_eq!(unsafe { libc::kill(child, libc::SIGKILL) }, 0, "the child is still there");
    assert!(refused);
}

#[test]
fn counts_are_exact_under_requests() {
    if scene().is_some() {
        return play();
    }
    let mut actor = Actor::new("counts_are_exact_under_requests", "serve=0");
    let address = actor.address();
    actor.begin_calls(3_000_000);
    let mut last = 0;
    for path in ["/report.json", "/metrics", "/", "/report.json?page"].into_iter().cycle().take(40) {
        let answer = get(address, path);
        assert_eq!(answer.status, 200);
        if path == "/report.json" {
            assert!(answer.calls("work") >= last);
            last = answer.calls("work");
        }
    }
    actor.said("> done");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(get(address, "/report.json").calls("work"), 3_000_001);
    actor.end();
}
