//! The plan of an `impl`, `trait` or inline `mod`: every function with a body, but for those that say otherwise.

use std::rc::Rc;

use proc_macro2::TokenStream;

use super::{FunctionPlan, Skip, function};
use crate::args::timed::TimedArgs;
use crate::error::Faults;
use crate::item::{Attribute, Container, Item, Kind, Shell};

/// A container, and what becomes of its items.
pub(crate) struct ContainerPlan {
    pub(crate) shell: Shell,
    pub(crate) pieces: Vec<Piece>,
}

/// One item of a container.
pub(crate) enum Piece {
    Kept(TokenStream),
    Function(Vec<Attribute>, FunctionPlan),
    Container(Vec<Attribute>, ContainerPlan),
}

/// The plan of a container that carries the attribute itself.
pub(super) fn direct(args: &TimedArgs, container: Container) -> Result<ContainerPlan, Faults> {
    let mut faults = Faults::default();
    if let Some(name) = &args.name {
        let message = format!(
            "`name` on {} would give all its functions one name: put `#[timed(name = ..)]` on the function",
            article(&container)
        );
        faults.add(name.option.span(), message);
    }
    if let Some(future) = &args.future {
        let message = format!(
            "`future` says that one function returns a future: put `#[timed(future)]` on that function, not on {}",
            article(&container)
        );
        faults.add(future.span(), message);
    }
    if container.is_const() {
        let message =
            "`#[timed]` cannot measure const functions, and all of these are: measure the functions that call them";
        faults.add(container.keyword.span(), message);
    }
    faults.or(())?;
    plan(args, container)
}

fn article(container: &Container) -> String {
    let article = if container.keyword == "impl" { "an" } else { "a" };
    format!("{article} `{}`", container.keyword)
}

fn plan(args: &TimedArgs, container: Container) -> Result<ContainerPlan, Faults> {
    let skipped: Rc<[Skip]> = container.items.iter().filter_map(skip).collect();
    let mut faults = Faults::default();
    let mut pieces = Vec::with_capacity(container.items.len());
    for item in container.items {
        // One option of the container that no function can have is one fault, not one for every function.
        match piece(args, item, &skipped) {
            Ok(piece) => pieces.push(piece),
            Err(fault) => {
                faults.of::<()>(Err(fault));
                break;
            }
        }
    }
    faults.or(ContainerPlan { shell: container.shell, pieces })
}

/// What `explain` says of an item that would be measured if it could be.
fn skip(item: &Item) -> Option<Skip> {
    if is_left_out(item) {
        return None;
    }
    let Kind::Function(function) = &item.kind else { return None };
    let obstacle = function::obstacle(&item.attributes, function)?;
    Some(Skip { name: function.name.to_string(), why: obstacle.why })
}

/// Whether the user said so, or gave the item an attribute of its own.
fn is_left_out(item: &Item) -> bool {
    item.attributes.iter().any(|attribute| attribute.is("timed"))
}

fn piece(args: &TimedArgs, item: Item, skipped: &Rc<[Skip]>) -> Result<Piece, Faults> {
    if is_left_out(&item) {
        return Ok(Piece::Kept(item.into_tokens()));
    }
    let Item { attributes, kind } = item;
    match kind {
        Kind::Function(mut function) if function::obstacle(&attributes, &function).is_none() => {
            match function.body.take() {
                Some(body) => Ok(Piece::Function(attributes, function::plan(args, function, body, skipped)?)),
                None => Ok(Piece::Kept(Item { attributes, kind: Kind::Function(function) }.into_tokens())),
            }
        }
        Kind::Container(container) if !container.is_const() => Ok(Piece::Container(attributes, plan(args, container)?)),
        kind => Ok(Piece::Kept(Item { attributes, kind }.into_tokens())),
    }
}
