use bedeck::profiled;

struct S;

#[profiled(name = "all")]
impl S {
    fn f() {}
}

fn main() {
    S::f();
}
