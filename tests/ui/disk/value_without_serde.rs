use bedeck::memoize;

#[derive(Clone)]
struct Page(String);

#[memoize(disk)]
fn page(n: u64) -> Page {
    Page(n.to_string())
}

fn main() {}
