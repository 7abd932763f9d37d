use bedeck::parallel;

#[parallel(spawn)]
fn f(n: std::rc::Rc<u8>) -> u8 {
    *n
}

fn main() {}
