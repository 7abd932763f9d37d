//! What is refused, and in which words: one fault a file.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    for decorator in ["timed", "profiled", "memoize", "parallel"] {
        cases.compile_fail(format!("tests/ui/{decorator}/*.rs"));
    }
    if cfg!(feature = "disk") {
        cases.compile_fail("tests/ui/disk/*.rs");
    } else {
        cases.compile_fail("tests/ui/without_features/disk.rs");
    }
    if cfg!(feature = "tracing") {
        cases.compile_fail("tests/ui/tracing/*.rs");
    } else {
        cases.compile_fail("tests/ui/without_features/span.rs");
    }
    if cfg!(feature = "redis") {
        cases.compile_fail("tests/ui/redis/*.rs");
    } else {
        cases.compile_fail("tests/ui/without_features/redis.rs");
    }
}
