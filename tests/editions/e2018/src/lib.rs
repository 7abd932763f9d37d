//! A caller of edition 2018: `gen` is a name, and macros see no panic of 2021.
#![deny(warnings)]
#![cfg(test)]

use bedeck::timed;

#[timed]
async fn later(first: String, mut second: String) -> Box<dyn std::fmt::Debug> {
    if first.is_empty() {
        return Box::new(1);
    }
    second.push_str(&first);
    Box::new(second)
}

#[timed(outcome)]
fn seen(n: u8) -> Option<u8> {
    let n = n.checked_sub(1)?;
    Some(n)
}

#[timed(future)]
fn returned(n: u8) -> impl std::future::Future<Output = u8> {
    std::future::ready(n)
}

#[timed]
async fn diverging() {
    panic!("on purpose")
}

#[timed]
fn gen(r#try: u8) -> u8 {
    r#try
}

struct Caller(u8);

#[timed]
impl Caller {
    fn get(&self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    fn ready<F: Future>(future: F) -> F::Output {
        let mut future = Box::pin(future);
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    #[test]
    fn all_are_counted() {
        assert_eq!(format!("{:?}", ready(later("a".to_owned(), "b".to_owned()))), "\"ba\"");
        assert_eq!(format!("{:?}", ready(later(String::new(), String::new()))), "1");
        assert_eq!((seen(0), seen(1)), (None, Some(0)));
        assert_eq!(ready(returned(3)), 3);
        assert!(std::panic::catch_unwind(|| ready(diverging())).is_err());
        assert_eq!(Caller(4).get(), 4);
        assert_eq!(gen(1), 1);
        assert_eq!(bedeck::timed_block!("block", { 1 + 1 }), 2);
        let names: Vec<(String, u64)> =
            bedeck::report().functions.into_iter().map(|row| (row.name, row.calls)).collect();
        for (name, calls) in
            &[("later", 2), ("seen", 2), ("returned", 1), ("diverging", 1), ("Caller::get", 1), ("gen", 1)]
        {
            let name = format!("bedeck_edition_2018::{}", name);
            assert!(names.contains(&(name.clone(), *calls)), "{} {:?}", name, names);
        }
        assert!(names.contains(&("block".to_owned(), 1)));
    }
}
