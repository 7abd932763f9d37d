//! A B C A B C ..: each contestant once a round.

use crate::child::{Running, Soaked};
use crate::contestants::Contestant;
use crate::instruments::Instrument;
use crate::lineup::{Table, Visitor};
use crate::table::{Series, rows};
use crate::work::{Body, Course};

/// The contestants of a table that take part, each in a process that waits to be asked.
#[derive(Debug)]
pub struct Started {
    wanted: Wanted,
    all: Vec<Running>,
}

impl Started {
    /// Starts them.
    pub fn of<T: Table>(wanted: &Wanted) -> Started {
        let mut started = Started { wanted: wanted.clone(), all: Vec::new() };
        T::visit_all(&mut started);
        started
    }

    /// The table's rows of a course. The first round is thrown away.
    pub fn run(&mut self, rounds: u64, course: Course) -> String {
        let mut series: Vec<Series> =
            self.all.iter().map(|one| Series { name: one.name, rounds: Vec::new() }).collect();
        for round in 0..=rounds {
            for (contestant, series) in self.all.iter_mut().zip(&mut series) {
                let took = contestant.measure(course);
                if round > 0 {
                    series.rounds.push(took);
                }
            }
        }
        rows(course.body.word(), course.threads, &series)
    }
}

impl Visitor for Started {
    fn visit<C: Contestant>(&mut self) {
        if self.wanted.is(C::NAME) {
            self.all.push(Running::start::<C>());
        }
    }
}

/// Which contestants take part: those whose names have one of the words in them, and always the first two; all if there
/// is no word.
#[derive(Clone, Debug)]
pub struct Wanted(Vec<String>);

impl Wanted {
    /// The words of the command line that are neither numbers nor options.
    pub fn from_arguments() -> Wanted {
        let word = |argument: &String| !argument.starts_with('-') && argument.parse::<u64>().is_err();
        Wanted(std::env::args().skip(1).filter(word).collect())
    }

    fn is(&self, name: &str) -> bool {
        let always = name == "plain call" || name.starts_with("floor");
        always || self.0.is_empty() || self.0.iter().any(|word| name.contains(word.as_str()))
    }
}

/// Fresh processes, one after the other, each of which makes its calls and ends: each contestant's runs, a single one of
/// those that would keep the others waiting.
pub fn whole_processes<T: Table>(wanted: &Wanted, rounds: u64, body: Body, calls: u64) -> Vec<Vec<Soaked>> {
    let mut soaking = Soaking { wanted: wanted.clone(), body, calls, round: 0, next: 0, all: Vec::new() };
    for round in 0..rounds {
        (soaking.round, soaking.next) = (round, 0);
        T::visit_all(&mut soaking);
    }
    soaking.all
}

struct Soaking {
    wanted: Wanted,
    body: Body,
    calls: u64,
    round: u64,
    next: usize,
    all: Vec<Vec<Soaked>>,
}

impl Visitor for Soaking {
    fn visit<C: Contestant>(&mut self) {
        if !self.wanted.is(C::NAME) {
            return;
        }
        let slow = C::Instrument::ONE_IN > 1;
        if self.round == 0 || !slow {
            let soaked = Running::start::<C>().soak(self.body, self.calls);
            match self.all.get_mut(self.next) {
                Some(runs) => runs.push(soaked),
                None => self.all.push(vec![soaked]),
            }
        }
        self.next += 1;
    }
}
