use bedeck::profiled;

#[profiled(capacity = 100)]
fn f() {}

fn main() {
    f();
}
