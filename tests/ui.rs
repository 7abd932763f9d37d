//! What is refused, and in which words: one fault a file.

#[test]
fn refusals() {
    trybuild::TestCases::new().compile_fail("tests/ui/timed/*.rs");
}
