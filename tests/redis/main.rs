//! `#[memoize(redis)]` with a server of its own, where the machine has `redis-server`; else only without one.
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

#[path = "../disk/stage.rs"]
#[allow(dead_code, reason = "the tests of the disk need more of it")]
mod stage;

mod server;

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use bedeck::memoize;

use server::Server;
use stage::{Actor, Stage, answer, played, say, scene};

static BODIES: AtomicU64 = AtomicU64::new(0);

fn body<T>(value: T) -> T {
    BODIES.fetch_add(1, Relaxed);
    value
}

fn bodies() -> u64 {
    BODIES.swap(0, Relaxed)
}

#[memoize(redis)]
fn text(name: &str, n: usize) -> String {
    body(name.repeat(n))
}

#[memoize(redis, ttl = "600ms", version = "2")]
fn short_lived(n: u64) -> u64 {
    body(n)
}

#[memoize(redis)]
async fn even(n: u64) -> Result<u64, String> {
    std::future::ready(()).await;
    body(if n.is_multiple_of(2) { Ok(n) } else { Err("odd".to_owned()) })
}

/// Polls a future that is ready at once.
fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => unreachable!("it waits for nobody"),
    }
}

fn of(stage: &Stage, server: &Server, test: &str, scene: &str) -> Command {
    let mut command = stage.command(test, scene);
    command.env("REDIS_URL", server.url());
    command
}

#[test]
fn processes_share_a_server() {
    const NAME: &str = "processes_share_a_server";
    if scene().is_some() {
        (0..50).for_each(|n| assert_eq!(text("ab", n).len(), 2 * n));
        assert_eq!((0..4).filter(|n| now(even(*n)).is_ok()).count(), 2);
        say(bodies());
        let redis = text_memo().redis_info().unwrap();
        say(format!("{} {} {}", redis.hits, redis.misses, redis.written));
        assert!(text_memo().disk_info().is_none());
        return;
    }
    let Some(server) = Server::start() else { return };
    let stage = Stage::new();
    let [first, second] = ["first", "second"].map(|scene| played(of(&stage, &server, NAME, scene)));
    assert_eq!((first.said, second.said), (lines(["54", "0 50 50"]), lines(["2", "50 0 0"])));
    assert_eq!((first.stderr, second.stderr), (String::new(), String::new()));
}

fn lines<const N: usize>(lines: [&str; N]) -> Vec<String> {
    lines.map(str::to_owned).to_vec()
}

#[test]
fn the_handle_acts_on_the_server() {
    const NAME: &str = "the_handle_acts_on_the_server";
    match scene().as_deref() {
        Some("fill") => (0..5).for_each(|n| assert_eq!((text("a", n).len(), now(even(2))), (n, Ok(2)))),
        Some("change") => {
            text_memo().invalidate("a", 0);
            text_memo().insert("a", 1, "mine".to_owned());
            assert_eq!(text_memo().peek("a", 2).as_deref(), Some("aa"));
            assert_eq!(text_memo().with(("a", 3), String::len), Some(3));
            assert_eq!((text_memo().refresh("a", 4).len(), bodies()), (4, 1));
            assert_eq!(now(even(2)), Ok(2));
            even_memo().clear();
        }
        Some(_) => {
            assert_eq!([0, 1, 2, 3, 4].map(|n| text("a", n).len()), [0, 4, 2, 3, 4]);
            assert_eq!((now(even(2)), bodies()), (Ok(2), 2));
        }
        None => {
            let Some(server) = Server::start() else { return };
            let stage = Stage::new();
            for scene in ["fill", "change", "look"] {
                played(of(&stage, &server, NAME, scene));
            }
        }
    }
}

#[test]
fn a_result_grows_old_on_the_server() {
    const NAME: &str = "a_result_grows_old_on_the_server";
    if let Some(scene) = scene() {
        short_lived(1);
        if scene == "long" {
            std::thread::sleep(Duration::from_millis(450));
            short_lived(1);
        }
        say(bodies());
        return;
    }
    let Some(server) = Server::start() else { return };
    let stage = Stage::new();
    assert_eq!(played(of(&stage, &server, NAME, "first")).said, ["1"]);
    std::thread::sleep(Duration::from_millis(250));
    assert_eq!(played(of(&stage, &server, NAME, "long")).said, ["1"], "found at 250 ms or older, gone 450 ms later");
    std::thread::sleep(Duration::from_millis(650));
    assert_eq!(played(of(&stage, &server, NAME, "last")).said, ["1"]);
}

#[test]
fn a_server_that_dies_and_comes_back() {
    const NAME: &str = "a_server_that_dies_and_comes_back";
    if scene().is_some() {
        answer(|line| {
            let (what, n) = line.split_once(' ').unwrap();
            let n = n.parse().unwrap();
            if what == "invalidate" {
                text_memo().invalidate("a", n);
                return String::new();
            }
            let begin = Instant::now();
            (n..n + 20).for_each(|n| assert_eq!(text("a", n).len(), n));
            format!("{} {}", bodies(), begin.elapsed().as_millis())
        });
        return;
    }
    let Some(mut server) = Server::start() else { return };
    let stage = Stage::new();
    let mut actor = Actor::begin(of(&stage, &server, NAME, "play"));
    let mut ask = |line: &str| {
        let answer = actor.ask(line);
        answer.split(' ').map(|number| number.parse().unwrap_or(0)).collect::<Vec<u64>>()
    };
    assert_eq!(ask("call 0")[0], 20);
    server.signal("STOP");
    assert_eq!(ask("invalidate 3"), [0]);
    let dead = ask("call 100");
    assert!(dead[0] == 20 && dead[1] < 1000, "{dead:?}");
    server.signal("CONT");
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(ask("call 0")[0], 1, "the server has forgotten what it was to forget");
    server.stop();
    assert_eq!(ask("call 200")[0], 20);
    server.start_again();
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!((ask("call 300")[0], server.keys().len()), (20, 20));
}

/// Nobody listens, and somebody listens and never answers.
#[test]
fn a_dead_server_costs_a_moment_and_one_line() {
    const NAME: &str = "a_dead_server_costs_a_moment_and_one_line";
    if scene().is_some() {
        let begin = Instant::now();
        for _ in 0..2 {
            (0..50).for_each(|n| assert_eq!((text("a", n).len(), now(even(2))), (n, Ok(2))));
        }
        assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
        say(bodies());
        return;
    }
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("redis://{}/", silent.local_addr().unwrap());
    let stage = Stage::new();
    for (url, line) in [
        ("redis://127.0.0.1:1/", "redis cannot be used"),
        (&*silent, "redis cannot be used"),
        ("not an address", "cannot use its server's address"),
    ] {
        let mut command = stage.command(NAME, "play");
        command.env("REDIS_URL", url);
        let played = played(command);
        assert_eq!(played.said, ["51"]);
        let lines = played.complaints();
        assert!(lines.len() == 1 && lines[0].contains(line), "{lines:#?}");
    }
}
