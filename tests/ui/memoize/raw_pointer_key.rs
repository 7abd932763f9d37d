use bedeck::memoize;

#[memoize]
fn f(at: *const u8) -> bool {
    at.is_null()
}

fn main() {}
