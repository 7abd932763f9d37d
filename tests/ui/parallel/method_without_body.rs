use bedeck::parallel;

trait Loops {
    #[parallel]
    fn none(&self);
}

fn main() {}
