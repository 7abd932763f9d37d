//! Processes that play a scene of a test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const SCENE: &str = "BEDECK_TEST_SCENE";
/// What a child says begins so, between the lines of the test harness.
const MARK: &str = "> ";

/// The scene to play, in a child.
pub(crate) fn scene() -> Option<String> {
    std::env::var(SCENE).ok()
}

/// A child tells its parent.
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("\n{MARK}{line}");
}

/// A folder for caches.
pub(crate) struct Stage(PathBuf);

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a child said, and what stood on its stderr.
pub(crate) struct Played {
    pub(crate) said: Vec<String>,
    pub(crate) stderr: String,
}

impl Played {
    /// The lines of bedeck on stderr.
    pub(crate) fn complaints(&self) -> Vec<&str> {
        self.stderr.lines().filter(|line| line.starts_with("bedeck: ")).collect()
    }
}

impl Stage {
    pub(crate) fn new() -> Stage {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("bedeck-stage-{}-{}", std::process::id(), NUMBER.fetch_add(1, Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Stage(folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The files with this ending.
    pub(crate) fn files(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.0.join("bedeck/bedeck")) else { return Vec::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|own| own == ending)).collect()
    }

    /// A process that plays a scene of a test, named by its path.
    pub(crate) fn command(&self, test: &str, scene: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture", "--quiet"]);
        command.env(SCENE, scene).env("XDG_CACHE_HOME", &self.0).env_remove("BEDECK");
        command
    }

    /// Plays a scene to its end.
    pub(crate) fn play(&self, test: &str, scene: &str) -> Played {
        played(self.command(test, scene))
    }

    /// Begins a scene that goes on as long as it is spoken to.
    pub(crate) fn begin(&self, test: &str, scene: &str) -> Actor {
        Actor::begin(self.command(test, scene))
    }
}

/// Runs a child, which must succeed.
pub(crate) fn played(mut command: Command) -> Played {
    let output = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{stdout}\n{stderr}");
    Played { said: stdout.lines().filter_map(|line| line.strip_prefix(MARK)).map(str::to_owned).collect(), stderr }
}

/// A child that is spoken to.
pub(crate) struct Actor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Actor {
    pub(crate) fn begin(mut command: Command) -> Actor {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Actor { child, input, output }
    }

    /// Says a line, and returns the answer.
    pub(crate) fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        loop {
            let mut answer = String::new();
            assert_ne!(self.output.read_line(&mut answer).unwrap(), 0, "no answer to {line}");
            if let Some(answer) = answer.strip_prefix(MARK) {
                return answer.trim_end().to_owned();
            }
        }
    }

    /// Ends it in the middle of what it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The part of the child in [`Stage::begin`].
pub(crate) fn answer(mut to: impl FnMut(&str) -> String) {
    for line in std::io::stdin().lines() {
        say(to(&line.unwrap()));
    }
}
