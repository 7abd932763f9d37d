use bedeck::profiled;

#[profiled(memory = "yes")]
fn f() {}

fn main() {
    f();
}
