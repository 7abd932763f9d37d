use bedeck::profiled;

#[profiled(line)]
fn f() {}

fn main() {
    f();
}
