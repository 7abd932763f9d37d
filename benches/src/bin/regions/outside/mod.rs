//! Peers in other languages: processes that live as long as the tables are made, and are asked by turns. Such a process
//! reads a line `KERNEL ITEMS` and answers with nanoseconds a run.

mod programs;

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

/// Who was started.
#[derive(Debug, Default)]
pub(crate) struct Outside(Vec<(&'static str, Rc<RefCell<Program>>)>);

#[derive(Debug)]
struct Program {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// A kernel of a program.
#[derive(Debug)]
pub(crate) struct Question {
    program: Rc<RefCell<Program>>,
    line: String,
}

/// The loop here, the program, what its form is called, and the program's word for it.
const KERNELS: [(&str, &str, &str, &str); 29] = [
    ("sum of f64", "OpenMP", "", "sum"),
    ("sum of f64", "OpenMP", " simd", "sum-simd"),
    ("sum of f64", "numba", " prange", "sum"),
    ("sum of f64", "numba", " prange, fastmath", "sum-fast"),
    ("sum of f64", "NumPy", "", "sum-numpy"),
    ("dot", "OpenMP", "", "dot"),
    ("dot", "OpenMP", " simd", "dot-simd"),
    ("dot", "numba", " prange", "dot"),
    ("dot", "numba", " prange, fastmath", "dot-fast"),
    ("dot", "NumPy", "", "dot-numpy"),
    ("sum of u64", "OpenMP", "", "count"),
    ("out[i] = 2 a[i] + 1", "OpenMP", "", "scale"),
    ("out[i] = 2 a[i] + 1", "numba", " prange", "scale"),
    ("rising", "OpenMP", " static", "rising"),
    ("rising", "OpenMP", " dynamic", "rising-dynamic"),
    ("rising", "numba", " prange", "rising"),
    ("matmul", "OpenMP", "", "matmul"),
    ("matmul", "numba", " prange", "matmul"),
    ("matmul", "NumPy", " (BLAS)", "matmul-numpy"),
    ("pi", "OpenMP", "", "pi"),
    ("pi", "numba", " prange", "pi"),
    ("pi", "numba", " prange, its own generator", "pi-random"),
    ("add", "numba", " vectorize", "add"),
    ("add", "numba", " vectorize, parallel", "add-parallel"),
    ("add", "NumPy", "", "add-numpy"),
    ("hypot", "numba", " vectorize", "hypot"),
    ("hypot", "numba", " vectorize, parallel", "hypot-parallel"),
    ("polynomial", "numba", " vectorize", "polynomial"),
    ("polynomial", "numba", " vectorize, parallel", "polynomial-parallel"),
];

impl Outside {
    /// Starts what there is: OpenMP if there is a C compiler, numba if it was asked for. What is missing is said on stderr.
    pub(crate) fn start(with_numba: bool) -> Outside {
        let mut started = Vec::new();
        for (name, command) in programs::openmp() {
            started.extend(Program::start(command).map(|program| (name, program)));
        }
        if let Some(program) = with_numba.then(programs::numba).flatten().and_then(Program::start) {
            started.extend([("NumPy", program.clone()), ("numba", program)]);
        }
        Outside(started)
    }

    /// Who runs a loop, under which names.
    pub(crate) fn questions(&self, kernel: &str, items: usize) -> Vec<(String, Question)> {
        let mut questions = Vec::new();
        for (name, program) in &self.0 {
            let has = |of: &str| of == *name || (of == "OpenMP" && name.starts_with(of));
            for (_, _, form, word) in KERNELS.iter().filter(|(of, by, ..)| *of == kernel && has(by)) {
                let question = Question { program: program.clone(), line: format!("{word} {items}") };
                questions.push((format!("{name}{form}"), question));
            }
        }
        questions
    }
}

impl Question {
    /// Nanoseconds a run, measured now.
    pub(crate) fn ask(&self) -> Option<f64> {
        let answer = self.program.borrow_mut().ask(&self.line);
        // Its threads wait for more on their cores for a while; that is not to be at the next one's cost.
        std::thread::sleep(Duration::from_millis(20));
        answer?.parse().ok().filter(|figure| *figure >= 0.0)
    }
}

impl Program {
    fn start(mut command: Command) -> Option<Rc<RefCell<Program>>> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take()?);
        let mut program = Program { process, input, output };
        (program.answer()? == "ready").then(|| Rc::new(RefCell::new(program)))
    }

    fn ask(&mut self, line: &str) -> Option<String> {
        writeln!(self.input.as_mut()?, "{line}").ok()?;
        self.answer()
    }

    fn answer(&mut self) -> Option<String> {
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        Some(line.trim().to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.input.take());
        let _status = self.process.wait();
    }
}
