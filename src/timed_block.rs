//! `timed_block!`: a row of its own for a part of a function.

/// Measures a block as `#[timed]` measures a function.
///
/// ```
/// fn load(path: &str) -> Option<usize> {
///     let text = bedeck::timed_block!("read", { std::fs::read_to_string(path).ok()? });
///     Some(text.lines().count())
/// }
///
/// assert!(load("Cargo.toml").is_some());
/// assert!(load("no such file").is_none());
///
/// let report = bedeck::report();
/// let row = &report.functions[0];
/// assert_eq!((row.name.as_str(), row.kind, row.calls), ("read", "block", 2));
/// ```
///
/// The label is the row's name: any constant `&str`. The value of the block is the value of the macro; `return`, `?`,
/// `break` and `continue` work as in any block, and end its time.
///
/// | feature `record` | what the macro is |
/// |---|---|
/// | on (default) | the block, with a guard in front |
/// | off | the block |
///
/// # Restrictions
///
/// In async code the block must hold no `.await`: the guard stays in its thread, so a future that has to be `Send`
/// does not compile with it. Use `#[timed]` on an `async fn` there. What a `macro_rules!` with the same label expands
/// to in two places is two rows, told apart by file and line.
///
/// # Panics
///
/// Never by itself. A panic in the block is counted and goes on.
#[cfg(feature = "record")]
#[macro_export]
macro_rules! timed_block {
    ($label:expr, $body:block $(,)?) => {{
        let _guard = {
            // The label is the user's, and sees these two names: they are none that a user would take.
            enum __BedeckHere {}
            static __BEDECK_SITE: $crate::__private::Site =
                $crate::__private::Site::new::<__BedeckHere>().kind($crate::__private::Kind::Block).named($label);
            $crate::__private::enter(&__BEDECK_SITE)
        };
        $body
    }};
}

/// The block itself: the feature `record` is off, and nothing is measured.
#[cfg(not(feature = "record"))]
#[macro_export]
macro_rules! timed_block {
    ($label:expr, $body:block $(,)?) => {{
        const _: &str = $label;
        $body
    }};
}
