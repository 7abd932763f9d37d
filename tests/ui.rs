//! What is refused, and in which words: one fault a file.

#[test]
fn refusals() {
    let cases = trybuild::TestCases::new();
    if cfg!(feature = "tracing") {
        // With more crates there, the compiler names their traits in the messages about ours.
        return cases.compile_fail("tests/ui/tracing/*.rs");
    }
    for decorator in ["timed", "profiled", "memoize", "parallel", "vectorize"] {
        cases.compile_fail(format!("tests/ui/{decorator}/*.rs"));
    }
    cases.compile_fail("tests/ui/without_features/span.rs");
    if cfg!(feature = "disk") {
        cases.compile_fail("tests/ui/disk/*.rs");
    } else {
        cases.compile_fail("tests/ui/without_features/disk.rs");
    }
    if !cfg!(feature = "progress") {
        cases.compile_fail("tests/ui/without_features/progress.rs");
    }
    if cfg!(feature = "redis") {
        cases.compile_fail("tests/ui/redis/*.rs");
    } else {
        cases.compile_fail("tests/ui/without_features/redis.rs");
    }
}
