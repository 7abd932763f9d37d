//! What is refused, and in which words: one fault a file.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    for decorator in ["timed", "profiled", "memoize", "parallel"] {
        cases.compile_fail(format!("tests/ui/{decorator}/*.rs"));
    }
}
