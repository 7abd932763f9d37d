//! A process that serves: it makes as many calls as it is told to, and ends with its input.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const SCENE: &str = "BEDECK_TEST_SCENE";
const PATIENCE: Duration = Duration::from_secs(40);

#[bedeck::timed(name = "work")]
pub(crate) fn work(n: u64) -> u64 {
    std::hint::black_box(n)
}

/// The scene to play, in a child.
pub(crate) fn scene() -> Option<String> {
    std::env::var(SCENE).ok()
}

/// The part of the child: for each line of input that number of calls, and a line of output when they are made.
pub(crate) fn play() {
    work(0);
    for line in std::io::stdin().lines() {
        let calls: u64 = line.unwrap().parse().unwrap();
        (0..calls).for_each(|n| assert_eq!(work(n), n));
        println!("\n> done");
    }
}

/// A child that plays.
pub(crate) struct Actor {
    child: Child,
    input: Option<ChildStdin>,
    stdout: mpsc::Receiver<String>,
    stderr: mpsc::Receiver<String>,
    told: Vec<String>,
}

impl Actor {
    /// Plays a scene of a test, named by its path, under these words of `BEDECK`.
    pub(crate) fn new(test: &str, words: &str) -> Actor {
        Actor::with(test, words, |_| {})
    }

    pub(crate) fn with(test: &str, words: &str, change: impl FnOnce(&mut Command)) -> Actor {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture", "--quiet", "--test-threads=1"]);
        command.env(SCENE, "play").env("BEDECK", words).env_remove("BEDECK_TOKEN");
        change(&mut command);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let input = child.stdin.take();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Actor { child, input, stdout, stderr, told: Vec::new() }
    }

    /// Where it serves, as its stderr says.
    pub(crate) fn address(&mut self) -> SocketAddr {
        let line = self.told("bedeck: live report at http://");
        line.split('/').next().unwrap().parse().unwrap()
    }

    /// The rest of the line on stderr that begins so.
    pub(crate) fn told(&mut self, start: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE);
            let Ok(line) = line else { panic!("no line {start:?} after {:?}", self.told) };
            self.told.push(line.clone());
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    /// The rest of the line on stdout that begins so.
    pub(crate) fn said(&mut self, start: &str) -> String {
        loop {
            let line = self.stdout.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line {start:?}"));
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
        }
    }

    pub(crate) fn begin_calls(&mut self, calls: u64) {
        writeln!(self.input.as_mut().unwrap(), "{calls}").unwrap();
    }

    pub(crate) fn call(&mut self, calls: u64) {
        self.begin_calls(calls);
        self.said("> done");
    }

    /// Its end, and all of its stderr.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        drop(self.input.take());
        let status = self.child.wait().unwrap();
        self.told.extend(self.stderr.iter());
        (status, std::mem::take(&mut self.told).join("\n"))
    }

    /// Its end, where others still hold its stderr.
    pub(crate) fn end_alone(mut self) -> ExitStatus {
        drop(self.input.take());
        self.child.wait().unwrap()
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(pipe: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || BufReader::new(pipe).lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    lines
}
