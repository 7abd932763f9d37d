//! Builds the fixture programs, runs one and reads what it left behind.

use std::ffi::c_int;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// After this long a program hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// A fixture program that is going to run.
pub(crate) struct Program {
    command: Command,
}

/// One that runs.
pub(crate) struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
    stderr: mpsc::Receiver<String>,
    seen: Vec<String>,
}

/// What a program left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<String>,
    pub(crate) stderr: String,
}

/// The scenario of the program with the default panic strategy.
pub(crate) fn program(scenario: &str) -> Program {
    Program::new(&built(&[]).join("exit-programs")).arg(scenario)
}

/// The scenario of the program with `panic = "abort"`.
pub(crate) fn aborting(scenario: &str) -> Program {
    Program::new(&built(&["--config", "profile.dev.panic=\"abort\""]).join("exit-programs")).arg(scenario)
}

pub(crate) fn timed_allocator() -> Program {
    Program::new(&built(&[]).join("timed-allocator"))
}

pub(crate) fn aborting_timed_allocator() -> Program {
    Program::new(&built(&["--config", "profile.dev.panic=\"abort\""]).join("timed-allocator"))
}

/// The folder of the programs, built with these arguments.
fn built(arguments: &[&str]) -> &'static Path {
    static UNWIND: OnceLock<PathBuf> = OnceLock::new();
    static ABORT: OnceLock<PathBuf> = OnceLock::new();
    let (place, name) = if arguments.is_empty() { (&UNWIND, "unwind") } else { (&ABORT, "abort") };
    place.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "exit-programs", "--target-dir"])
            .arg(&target)
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(status.success(), "the fixture programs do not build");
        target.join("debug")
    })
}

/// Tests that are started in the background may ignore SIGINT, and so would what they start.
fn heed_interrupts() -> std::io::Result<()> {
    // SAFETY: the default action takes no function.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_DFL) };
    Ok(())
}

impl Program {
    fn new(path: &Path) -> Program {
        let mut command = Command::new(path);
        command
            .env("BEDECK", "json=-")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // SAFETY: `signal` may be called between fork and exec.
        unsafe { command.pre_exec(heed_interrupts) };
        Program { command }
    }

    pub(crate) fn arg(mut self, argument: &str) -> Program {
        self.command.arg(argument);
        self
    }

    /// With nothing in `BEDECK`.
    pub(crate) fn without_words(mut self) -> Program {
        self.command.env_remove("BEDECK");
        self
    }

    /// With more words in `BEDECK` than the one that puts the report on stdout.
    pub(crate) fn words(mut self, words: &str) -> Program {
        self.command.env("BEDECK", format!("json=-,{words}"));
        self
    }

    /// For what only a [`Command`] can do.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Command)) -> Program {
        change(&mut self.command);
        self
    }

    pub(crate) fn run(self) -> Ended {
        self.start().end()
    }

    pub(crate) fn start(self) -> Running {
        self.start_reading(true)
    }

    /// Nobody reads the program's stderr.
    pub(crate) fn start_unread(self) -> Running {
        self.start_reading(false)
    }

    fn start_reading(mut self, stderr_too: bool) -> Running {
        let mut child = self.command.spawn().unwrap();
        let (send, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let (send, stderr) = mpsc::channel();
        if stderr_too {
            let mut pipe = child.stderr.take().unwrap();
            thread::spawn(move || {
                let mut text = Vec::new();
                pipe.read_to_end(&mut text).unwrap();
                let _ = send.send(String::from_utf8_lossy(&text).into_owned());
            });
        }
        Running { child, lines, stderr, seen: Vec::new() }
    }
}

impl Running {
    /// Waits for a line of output that begins so, and returns the rest of it.
    pub(crate) fn await_line(&mut self, start: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else { panic!("no line {start:?} after {:?}", self.seen) };
            self.seen.push(line.clone());
            if let Some(rest) = line.strip_prefix(start) {
                return rest.trim().to_owned();
            }
        }
    }

    pub(crate) fn pid(&self) -> c_int {
        c_int::try_from(self.child.id()).unwrap()
    }

    pub(crate) fn send(&self, signal: c_int) {
        send(self.pid(), signal);
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end of the program and of all that write to its output.
    pub(crate) fn end(mut self) -> Ended {
        self.close_input();
        self.end_without_input()
    }

    pub(crate) fn close_input(&mut self) {
        drop(self.child.stdin.take());
    }

    /// The same for a program that does not end because its input does.
    pub(crate) fn end_without_input(mut self) -> Ended {
        let input = self.child.stdin.take();
        let status = self.await_end();
        let stderr = match self.child.stderr {
            Some(_) => String::new(),
            None => self.stderr.recv_timeout(PATIENCE).expect("stderr stays open"),
        };
        drop(input);
        let mut stdout = self.seen;
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            stdout.push(line);
        }
        Ended { status, stdout, stderr }
    }

    fn await_end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            if begun.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("the program does not end");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Ended {
    /// The calls of `work` in the report; `None` without a report.
    pub(crate) fn work(&self) -> Option<u64> {
        self.calls("exit_programs::work")
    }

    pub(crate) fn calls(&self, function: &str) -> Option<u64> {
        calls(function, &self.stdout.join("\n"))
    }

    /// The number that the program told after `word`.
    pub(crate) fn told(&self, word: &str) -> u64 {
        let line = self.stdout.iter().find_map(|line| line.strip_prefix(word));
        line.unwrap_or_else(|| panic!("{word} is not in {:?}", self.stdout)).trim().parse().unwrap()
    }

    #[track_caller]
    pub(crate) fn left_with(self, code: i32) -> Ended {
        assert_eq!(self.status.code(), Some(code), "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn died_of(self, signal: c_int) -> Ended {
        assert_eq!(self.status.signal(), Some(signal), "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn counted(self, calls: u64) -> Ended {
        assert_eq!(self.work(), Some(calls), "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn was_silent(self) -> Ended {
        assert_eq!(self.work(), None, "{self:?}");
        self
    }
}

pub(crate) fn send(pid: c_int, signal: c_int) {
    // SAFETY: sends a signal to a process of this test.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}

/// The calls of a function in a JSON report, in which it must not stand twice.
pub(crate) fn calls(function: &str, report: &str) -> Option<u64> {
    let key = format!("{{\"name\":\"{function}\",");
    let mut rows = report.split(&key).skip(1);
    let row = rows.next()?;
    assert!(rows.next().is_none(), "reported twice: {report}");
    let (_, calls) = row.split_once("\"calls\":").unwrap();
    Some(calls.split_once(',').unwrap().0.parse().unwrap())
}

/// The calls of a function in each interval of a report that was written again and again.
pub(crate) fn intervals(function: &str, report: &str) -> Vec<u64> {
    let history = bedeck::Report::from_json(report).unwrap().history;
    history
        .functions
        .into_iter()
        .find(|course| course.function == function)
        .map_or_else(Vec::new, |course| course.calls)
}
