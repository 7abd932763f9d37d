use bedeck::profiled;

#[profiled(skip)]
fn f() {}

fn main() {
    f();
}
