use bedeck::parallel;

#[parallel(map)]
fn f(n: u8, log: &mut String) {
    log.push(char::from(n));
}

fn main() {}
