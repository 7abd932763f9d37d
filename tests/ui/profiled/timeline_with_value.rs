use bedeck::profiled;

#[profiled(timeline = 100)]
fn f() {}

fn main() {
    f();
}
