use bedeck::{par, parallel};

#[parallel]
fn count(rows: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    'rows: for row in rows {
        for x in par(row) {
            if *x == 0 {
                continue 'rows;
            }
            sum += 1;
        }
    }
    sum
}

fn main() {}
