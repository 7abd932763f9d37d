use bedeck::profiled;

trait Tr {
    #[profiled]
    fn f(&self);
}

impl Tr for u8 {
    fn f(&self) {}
}

fn main() {
    0_u8.f();
}
