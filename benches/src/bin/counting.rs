//! The child of the contestants whose allocator is `bedeck::Alloc`: a program has one allocator. The benches start it.

use bedeck_benches::child::serve_if_asked;

#[global_allocator]
static A: bedeck::Alloc = bedeck::Alloc::SYSTEM;

fn main() {
    if !serve_if_asked() {
        println!("started by `cargo bench -p bedeck-benches --bench profiled`");
    }
}
