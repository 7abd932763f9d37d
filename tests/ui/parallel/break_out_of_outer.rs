use bedeck::{par, parallel};

#[parallel]
fn find(rows: &[Vec<u32>]) {
    'rows: for row in rows {
        for x in par(row) {
            if *x == 0 {
                break 'rows;
            }
        }
    }
}

fn main() {}
