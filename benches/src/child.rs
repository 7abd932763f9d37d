//! Each contestant lives in a process of its own, so that no instrument disturbs another. The parent asks by
//! lines on its standard input, one process at a time, and reads one line of answer.

use std::any::Any;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::contestants::Contestant;
use crate::instruments::Instrument;
use crate::lineup::{Everybody, Table, Visitor};
use crate::process::{peak_megabytes, wait_until_idle};
use crate::work::{Body, Course, make_calls, nanoseconds_a_call};

/// The argument that makes the program a child; the contestant's name follows.
const AS_CHILD: &str = "--contestant";

/// The program with `bedeck::Alloc` in front of its allocator.
static COUNTING: OnceLock<PathBuf> = OnceLock::new();

/// Contestants that need `bedeck::Alloc` run in this program, whose `main` calls [`serve_if_asked`] alone.
pub fn counting_program(path: &str) {
    COUNTING.get_or_init(|| path.into());
}

/// What runs in the child: answers until its input ends.
pub fn serve_if_asked() -> bool {
    let mut arguments = std::env::args().skip_while(|argument| argument != AS_CHILD).skip(1);
    let Some(name) = arguments.next() else { return false };
    struct Serve(String);
    impl Visitor for Serve {
        fn visit<C: Contestant>(&mut self) {
            if C::NAME == self.0 {
                serve::<C>();
            }
        }
    }
    Everybody::visit_all(&mut Serve(name));
    true
}

fn serve<C: Contestant>() {
    let mut prepared = Some(<C::Instrument as Instrument>::prepare());
    println!("ready");
    let mut body = Body::Tiny;
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let mut words = line.split('\t');
        let wish = words.next().unwrap_or_default();
        body = words.next().and_then(Body::of).unwrap_or(body);
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        let (calls, threads, slices) = (number(), number() as usize, number() as usize);
        match wish {
            "measure" => println!("{}", nanoseconds_a_call::<C>(Course { body, threads, slices, calls })),
            "soak" => {
                make_calls::<C>(body, calls);
                println!("done");
            }
            _ => {
                let recorded = prepared.take().and_then(|prepared| recorded::<C>(prepared, body));
                println!("{}", recorded.map_or(-1.0, |calls| calls as f64));
            }
        }
    }
    // Asked for also where nobody wants to know: a peer leaves a file behind, which this reads and removes.
    prepared.and_then(|prepared| recorded::<C>(prepared, body));
}

fn recorded<C: Contestant>(prepared: Box<dyn Any>, body: Body) -> Option<u64> {
    drop(prepared);
    <C::Instrument as Instrument>::recorded(body.function())
}

/// A contestant's process, as its parent sees it.
#[derive(Debug)]
pub struct Running {
    /// The contestant's name.
    pub name: &'static str,
    /// One in so many of the calls is made.
    one_in: u64,
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// What many calls in one process took and left behind.
#[derive(Debug)]
pub struct Soaked {
    /// The contestant's name.
    pub name: &'static str,
    /// The calls that were made.
    pub calls: u64,
    /// How long they took.
    pub work: Duration,
    /// Peak memory before the first call, in MB.
    pub before: Option<f64>,
    /// Peak memory of the whole life, in MB.
    pub after: Option<f64>,
    /// From the last call to the end of the process.
    pub drain: Duration,
    /// The share of the body's most called function's calls that the instrument says it recorded, if it says.
    pub recorded: Option<f64>,
}

impl Running {
    /// Starts the contestant's process and waits until it is prepared.
    pub fn start<C: Contestant>() -> Running {
        let program = if C::COUNTING { COUNTING.get().cloned() } else { std::env::current_exe().ok() };
        let program = program.expect("the path of the program");
        let mut command = Command::new(program);
        command.args([AS_CHILD, C::NAME]).env("BEDECK", C::BEDECK).env("HOTPATH_METRICS_SERVER_OFF", "true");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a child process");
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().expect("a piped output"));
        let mut running = Running { name: C::NAME, one_in: C::Instrument::ONE_IN, process, input, output };
        assert_eq!(running.answer(), "ready", "{} does not start", C::NAME);
        running
    }

    /// Nanoseconds a call, measured now.
    pub fn measure(&mut self, course: Course) -> f64 {
        let Course { body, threads, slices, calls } = course;
        self.ask(&format!("measure\t{}\t{}\t{threads}\t{slices}", body.word(), calls / self.one_in));
        let answer = self.answer();
        wait_until_idle(&self.id());
        answer.parse().expect("a number of nanoseconds")
    }

    /// Makes calls on one thread, asks for what was recorded and lets the process end.
    pub fn soak(mut self, body: Body, calls: u64) -> Soaked {
        let before = peak_megabytes(&self.id());
        let times = body.times(calls / self.one_in).max(1);
        let began = Instant::now();
        self.ask(&format!("soak\t{}\t{}", body.word(), times * body.calls()));
        let _done = self.answer();
        let ended = Instant::now();
        let mut after = peak_megabytes(&self.id());
        self.ask("recorded");
        let recorded = self.answer().parse::<f64>().ok().filter(|calls| *calls >= 0.0);
        let recorded = recorded.map(|calls| calls / (times * body.calls_of_function()) as f64);
        drop(self.input.take());
        while matches!(self.process.try_wait(), Ok(None)) {
            after = peak_megabytes(&self.id()).or(after);
            sleep(Duration::from_millis(1));
        }
        let (name, calls) = (self.name, times * body.calls());
        Soaked { name, calls, work: ended - began, before, after, drain: ended.elapsed(), recorded }
    }

    fn id(&self) -> String {
        self.process.id().to_string()
    }

    fn ask(&mut self, what: &str) {
        let input = self.input.as_mut().expect("an input that is open");
        writeln!(input, "{what}").expect("a child that listens");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a child that answers");
        line.trim().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.input.take());
        let _status = self.process.wait();
    }
}
