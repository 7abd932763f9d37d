use bedeck::{par, parallel};

#[parallel]
fn count(a: &mut [std::rc::Rc<u64>]) {
    for x in par(a.iter_mut()) {
        *x = std::rc::Rc::new(1);
    }
}

fn main() {}
