use bedeck::memoize;

#[memoize]
fn f(n: u8) -> std::rc::Rc<u8> {
    std::rc::Rc::new(n)
}

fn main() {}
