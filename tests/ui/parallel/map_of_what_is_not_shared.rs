use std::cell::Cell;

use bedeck::parallel;

#[parallel(map)]
fn f(n: &Cell<u8>) -> u8 {
    n.get()
}

fn main() {
    f_par(&[Cell::new(1)]);
}
