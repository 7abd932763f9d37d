//! All slices of a call have one length.

/// Looks at the lengths of the slices of `function`, by the names of its arguments.
///
/// # Panics
///
/// If they are not all the same.
#[inline]
#[track_caller]
pub fn check(function: &str, lengths: &[(&str, usize)]) {
    if lengths.iter().any(|(_, length)| *length != lengths[0].1) {
        differ(function, lengths);
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn differ(function: &str, lengths: &[(&str, usize)]) -> ! {
    let (first, expected) = lengths[0];
    let other = lengths.iter().find(|(_, length)| *length != expected);
    let (name, length) = other.expect("it is called for lengths that differ");
    panic!(
        "`{function}` takes slices of one length, and `{name}` has {}, `{first}` has {expected}",
        if *length == 1 { "1 element".to_owned() } else { format!("{length} elements") }
    );
}
