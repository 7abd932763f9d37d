use bedeck::profiled;

#[profiled(memory, memory)]
fn f() {}

fn main() {
    f();
}
