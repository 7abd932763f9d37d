use bedeck::{profiled, timed};

struct S;

#[profiled]
impl S {
    #[timed(skip)]
    fn f() {}
}

fn main() {
    S::f();
}
