use bedeck::memoize;

#[memoize]
fn f<T: std::hash::Hash + Eq + Clone + Send + Sync>(value: T) -> u64 {
    let _ = value;
    1
}

fn main() {}
