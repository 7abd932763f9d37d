//! What is refused in a parallel loop, in which words, and what to write instead.

use proc_macro2::Ident;
use syn::Lifetime;

use super::reduce::Operator;

pub(super) const BREAK: &str = "`break` out of a parallel loop: later iterations may have run already; return an `Err` with `?`, \
    which stops the loop with the error of the lowest index, or take `par` away";

pub(super) const RETURN: &str = "`return` out of a parallel loop: later iterations may have run already; return an `Err` with \
    `?`, which stops the loop with the error of the lowest index, or keep the value in a reduction such as `x = x.min(..)`";

pub(super) const AWAIT: &str = "`.await` in a parallel loop: an iteration runs on a thread that cannot wait for a future; \
    await before the loop, or put `#[parallel(spawn)]` on what takes long and await its `Task`";

pub(super) const ASYNC: &str = "an async block in a parallel loop would be polled after the loop has ended, when nothing of \
    it is left; make the future outside of the loop, or put `#[parallel(spawn)]` on what takes long";

pub(super) const UNUSED_REDUCE: &str = "`#[reduce(..)]` says how the parts of a parallel loop are joined, and no loop in `par(..)` \
    changes this variable: remove the attribute";

pub(super) const REDUCE_ON_PATTERN: &str =
    "`#[reduce(..)]` stands on one variable: write `let mut name = ..`, one for each";

pub(super) const TRY_IN_CLOSURE: &str = "`?` in a parallel loop returns from the function, and here it would return from a \
    closure whose type is not written: move the loop to a function of its own";

pub(super) const TRY_WITHOUT_RETURN: &str = "`?` in a parallel loop returns from the function, which returns nothing: declare \
    `-> Result<..>`";

pub(super) const TRY_WITHOUT_NAME: &str = "`?` in a parallel loop needs the function's return type, and `impl Trait` in it has no \
    name: move the loop to a function of its own";

pub(super) fn continue_outside(label: &Lifetime) -> String {
    format!(
        "`continue {label}` leaves a parallel loop, whose later iterations may have run already: write `continue` to end this \
         iteration, or return an `Err` with `?`"
    )
}

/// An assignment that every iteration makes.
pub(super) fn assigned(name: &Ident, operator: Option<&str>) -> String {
    match operator {
        Some(operator) => format!(
            "`{name} {operator} ..` depends on the order of the iterations: a parallel loop reduces by `+=`, `*=`, `&=`, `|=`, `^=`, \
             `{name} = {name}.min(..)` and `{name} = {name}.max(..)`{}",
            if operator == "-=" {
                format!("; add up what is to be taken off, and write `{name} -= off` after the loop")
            } else {
                String::new()
            }
        ),
        None => format!(
            "`{name}` lies outside of this parallel loop, and all iterations would assign to it: declare it in the loop, or \
             reduce with `{name} += ..`, `{name} = {name}.min(..)` or `{name} = {name}.max(..)`"
        ),
    }
}

pub(super) fn assigned_static(name: &Ident) -> String {
    format!(
        "`{name}` is not a variable of this function, and all iterations would assign to it: reduce to a local variable, and \
         store it after the loop"
    )
}

pub(super) fn assigned_within(name: &Ident) -> String {
    format!(
        "this place in `{name}` lies outside of the parallel loop, and all iterations would change it: reduce to a local \
         variable (`let mut total = ..`), and store it after the loop"
    )
}

pub(super) fn changed(name: &Ident, method: &Ident) -> String {
    format!(
        "`{name}.{method}(..)` changes what all iterations share: write `{name}[i] = ..` to elements that exist, declare \
         `#[reduce(concat)] let mut {name}`, or use `#[parallel(map)]`, which collects results in order"
    )
}

pub(super) fn lent(name: &Ident) -> String {
    format!(
        "`&mut {name}` lends out what all iterations share: go over it (`par(&mut {name})`), or declare `#[reduce(..)] let mut \
         {name}` with how the parts are joined"
    )
}

pub(super) fn read(name: &Ident) -> String {
    format!(
        "`{name}` is being reduced by this parallel loop, so that its value is not known before the end: use it after the loop, or \
         compute what you need here from the iteration's own values"
    )
}

pub(super) fn mixed(name: &Ident, first: Operator, second: Operator) -> String {
    format!(
        "`{name}` is reduced by `{}` and by `{}` in one parallel loop, and parts can be joined by one of them only: use two variables",
        first.written(),
        second.written()
    )
}

/// An element at another index than the loop's.
pub(super) fn other_index(name: &Ident, index: Option<&Ident>) -> String {
    match index {
        Some(index) => format!(
            "iterations must write different elements, which is certain only for `{name}[{index}]`: index by the loop variable alone, go \
             over the rows with `par({name}.chunks_mut(..).enumerate())`, or declare `#[reduce(each(+))] let mut {name}` for a \
             histogram"
        ),
        None => format!(
            "iterations must write different elements, and this loop has no index: write `for i in par(0..n)` and `{name}[i]`, go over \
             `{name}` itself with `par({name}.iter_mut())`, or add up a histogram in a local array under `#[reduce(each(+))]`"
        ),
    }
}

/// A loop-carried dependence.
pub(super) fn carried(name: &Ident, index: &Ident) -> String {
    format!(
        "this reads an element of `{name}` that another iteration may be writing, since the loop writes `{name}[{index}]`: read from a \
         copy made before the loop, or write to a second array"
    )
}

/// All of an array that is written.
pub(super) fn whole(name: &Ident, index: &Ident) -> String {
    format!(
        "this loop writes `{name}[{index}]`, so that an iteration has that element only, and not all of `{name}`: take what you need \
         before the loop (`let n = {name}.len();`), or write to a second array"
    )
}

/// An element that all iterations write.
pub(super) fn same_element(name: &Ident, index: &str) -> String {
    format!(
        "`{name}[{index}]` is the same element in all iterations of this loop: reduce to a local variable, and store it after the \
         loop"
    )
}

/// An array whose name means two things.
pub(super) fn shadowed(name: &Ident) -> String {
    format!(
        "`{name}` is what this parallel loop writes, and another variable in it is also called `{name}`: give that one another name"
    )
}
