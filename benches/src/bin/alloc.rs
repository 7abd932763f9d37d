// unsafe: calls allocators as the compiler would, since a program has only one.
//! What `bedeck::Alloc` adds to a pair of an allocation and its free: the system's allocator bare and counted by turns.
//!
//! `cargo run --release -p bedeck-benches --no-default-features --bin alloc [-- ROUNDS]`

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use bedeck_benches::table::median;

/// An allocator as a program has it: a static that its functions know.
trait Installed {
    type Allocator: GlobalAlloc + 'static;
    const ALLOCATOR: &'static Self::Allocator;
}

struct Bare;
struct Counted;

impl Installed for Bare {
    type Allocator = System;
    const ALLOCATOR: &'static System = &System;
}

impl Installed for Counted {
    type Allocator = bedeck::Alloc;
    const ALLOCATOR: &'static bedeck::Alloc = &bedeck::Alloc::SYSTEM;
}

/// Pairs between two looks at the clock; a moment in which the processor was lent to somebody else spoils one slice.
const PAIRS: u32 = 20_000;
const SLICES: usize = 101;

/// What is done with blocks of `SIZE` bytes.
#[derive(Clone, Copy)]
struct Work {
    name: &'static str,
    size: usize,
    run: [fn(usize); 2],
}

const fn pairs(name: &'static str, size: usize) -> Work {
    Work { name, size, run: [pair::<Bare>, pair::<Counted>] }
}

const WORKS: [Work; 6] = [
    pairs("alloc + free", 16),
    pairs("alloc + free", 256),
    pairs("alloc + free", 8 << 10),
    pairs("alloc + free", 64 << 10),
    Work { name: "realloc", size: 64, run: [regrow::<Bare>, regrow::<Counted>] },
    Work { name: "8 held, then freed", size: 64, run: [heap::<Bare>, heap::<Counted>] },
];

fn main() {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(9);
    println!("| threads | bytes | what | bare, ns | counted, ns | difference, ns (median of {rounds} rounds) |");
    println!("|---:|---:|---|---:|---:|---:|");
    for threads in [1, 2] {
        for work in WORKS {
            let figures: Vec<[f64; 2]> = (0..rounds).map(|_| round(work, threads)).collect();
            let column = |of: fn(&[f64; 2]) -> f64| median(&figures.iter().map(of).collect::<Vec<_>>());
            let (bare, counted, over) = (column(|f| f[0]), column(|f| f[1]), column(|f| f[1] - f[0]));
            println!("| {threads} | {} | {} | {bare:.2} | {counted:.2} | {over:.2} |", work.size, work.name);
        }
    }
}

/// Nanoseconds a pair, bare and counted: slices of both by turns, the median of each.
fn round(work: Work, threads: usize) -> [f64; 2] {
    let barrier = Barrier::new(threads);
    let measure = || {
        let mut slices = [Vec::new(), Vec::new()];
        for _ in 0..SLICES {
            for (slices, run) in slices.iter_mut().zip(work.run) {
                barrier.wait();
                let began = Instant::now();
                run(work.size);
                slices.push(began.elapsed().as_nanos() as f64 / f64::from(PAIRS));
            }
        }
        slices.map(|slices| median(&slices))
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(measure)).collect();
        let mine = measure();
        others.into_iter().for_each(|other| drop(black_box(other.join())));
        mine
    })
}

/// One copy a program, with the arguments of the compiler's own `__rust_alloc`.
#[inline(never)]
fn allocate<A: Installed>(size: usize, align: usize) -> *mut u8 {
    // SAFETY: `layout` made both numbers; no layout here is empty.
    unsafe { A::ALLOCATOR.alloc(Layout::from_size_align_unchecked(size, align)) }
}

/// As above.
#[inline(never)]
fn free<A: Installed>(block: *mut u8, size: usize, align: usize) {
    // SAFETY: every caller frees a block of this allocator and layout, once.
    unsafe { A::ALLOCATOR.dealloc(block, Layout::from_size_align_unchecked(size, align)) }
}

/// As above.
#[inline(never)]
fn reallocate<A: Installed>(block: *mut u8, size: usize, align: usize, new_size: usize) -> *mut u8 {
    // SAFETY: every caller tells the size that the block has.
    unsafe { A::ALLOCATOR.realloc(block, Layout::from_size_align_unchecked(size, align), new_size) }
}

const ALIGN: usize = 8;

fn pair<A: Installed>(size: usize) {
    for _ in 0..PAIRS {
        let block = black_box(allocate::<A>(black_box(size), ALIGN));
        free::<A>(block, size, ALIGN);
    }
}

fn regrow<A: Installed>(small: usize) {
    let large = black_box(small + small / 2);
    let mut block = allocate::<A>(small, ALIGN);
    for _ in 0..PAIRS / 2 {
        block = black_box(reallocate::<A>(block, small, ALIGN, large));
        block = black_box(reallocate::<A>(block, large, ALIGN, small));
    }
    free::<A>(block, small, ALIGN);
}

fn heap<A: Installed>(size: usize) {
    for _ in 0..PAIRS / 8 {
        let blocks: [*mut u8; 8] = core::array::from_fn(|_| allocate::<A>(black_box(size), ALIGN));
        black_box(blocks).into_iter().for_each(|block| free::<A>(block, size, ALIGN));
    }
}
