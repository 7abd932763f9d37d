use bedeck::profiled;

#[profiled]
#[profiled(lines)]
fn f() {}

fn main() {
    f();
}
