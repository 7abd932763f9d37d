use bedeck::profiled;

#[profiled]
struct S;

fn main() {
    let _ = S;
}
