use bedeck::memoize;

#[memoize]
fn f(shown: impl std::fmt::Display) -> String {
    shown.to_string()
}

fn main() {}
