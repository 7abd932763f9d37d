use bedeck::vectorize;

struct Sum(f64);

impl Sum {
    #[vectorize]
    fn add(&mut self, x: f64) -> f64 {
        self.0 += x;
        self.0
    }
}

fn main() {}
