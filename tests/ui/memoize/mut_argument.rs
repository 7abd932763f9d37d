use bedeck::memoize;

#[memoize]
fn f(list: &mut Vec<u8>) -> usize {
    list.push(1);
    list.len()
}

fn main() {}
