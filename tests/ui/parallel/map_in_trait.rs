use bedeck::parallel;

trait Length {
    fn length(&self, n: u8) -> u8;
}

impl Length for u8 {
    #[parallel(map)]
    fn length(&self, n: u8) -> u8 {
        n
    }
}

fn main() {}
