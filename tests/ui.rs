//! What is refused, and in which words: one fault a file.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/timed/*.rs");
    cases.compile_fail("tests/ui/profiled/*.rs");
}
