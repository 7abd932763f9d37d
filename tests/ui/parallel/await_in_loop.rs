use bedeck::{par, parallel};

#[parallel]
fn fetch(a: &[u32]) {
    for x in par(a) {
        load(*x).await;
    }
}

async fn load(_: u32) {}

fn main() {}
