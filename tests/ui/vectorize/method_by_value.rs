use bedeck::vectorize;

#[derive(Clone, Copy)]
struct Point(f64, f64);

impl Point {
    #[vectorize]
    fn norm(self) -> f64 {
        self.0.abs() + self.1.abs()
    }
}

fn main() {}
