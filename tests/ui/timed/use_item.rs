use bedeck::timed;

#[timed]
use std::collections::BTreeMap;

fn main() {
    BTreeMap::<u8, u8>::new();
}
