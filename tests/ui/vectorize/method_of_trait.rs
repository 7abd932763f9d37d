use bedeck::vectorize;

trait Shape {
    #[vectorize]
    fn area(x: f64) -> f64 {
        x * x
    }
}

fn main() {}
