use bedeck::profiled;

#[profiled(outcome)]
fn f() -> Option<u32> {
    None
}

fn main() {
    f();
}
