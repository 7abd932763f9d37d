use bedeck::timed;

unsafe extern "C" {
    #[timed]
    safe fn abs(n: i32) -> i32;
}

fn main() {
    abs(1);
}
