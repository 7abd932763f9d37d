use bedeck::memoize;

struct Page;

#[memoize]
fn f(n: u8) -> Page {
    let _ = n;
    Page
}

fn main() {}
