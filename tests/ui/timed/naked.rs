use bedeck::timed;

#[timed]
#[unsafe(naked)]
extern "C" fn parse() {
    std::arch::naked_asm!("ret")
}

fn main() {
    parse();
}
