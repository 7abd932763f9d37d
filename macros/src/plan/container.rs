//! The plan of an `impl`, `trait` or inline `mod`: every function with a body, but for those that say otherwise.

use std::rc::Rc;

use super::{Plan, Skip, function, stacked};
use crate::args::options::Options;
use crate::error::Faults;
use crate::item::{Container, Item, Kind, Shell};

/// A container, and what becomes of its items.
pub(crate) struct ContainerPlan {
    pub(crate) shell: Shell,
    pub(crate) items: Vec<Plan>,
}

/// The plan of a container that carries the attribute itself.
pub(super) fn direct(args: &Options, container: Container) -> Result<ContainerPlan, Faults> {
    let mut faults = Faults::default();
    let decorator = args.decorator.name;
    if let Some(name) = &args.name {
        let message = format!(
            "`name` on {} would give all its functions one name: put `#[{decorator}(name = ..)]` on the function",
            article(&container)
        );
        faults.add(name.option.span(), message);
    }
    if let Some(future) = &args.future {
        let message = format!(
            "`future` says that one function returns a future: put `#[{decorator}(future)]` on that function, not on {}",
            article(&container)
        );
        faults.add(future.span(), message);
    }
    if container.is_const() {
        let message = format!(
            "`#[{decorator}]` cannot measure const functions, and all of these are: measure the functions that call them"
        );
        faults.add(container.keyword.span(), message);
    }
    faults.or(())?;
    plan(args, container)
}

fn article(container: &Container) -> String {
    let article = if container.keyword == "impl" { "an" } else { "a" };
    format!("{article} `{}`", container.keyword)
}

fn plan(args: &Options, container: Container) -> Result<ContainerPlan, Faults> {
    let skipped: Rc<[Skip]> = {
        let name = container.name();
        container.items.iter().filter_map(|item| skip(args.decorator.name, &name, item)).collect()
    };
    let mut faults = Faults::default();
    let mut items = Vec::with_capacity(container.items.len());
    for item in container.items {
        // One option of the container that no function can have is one fault, not one for every function.
        match member(args, item, &skipped) {
            Ok(plan) => items.push(plan),
            Err(fault) => {
                faults.of::<()>(Err(fault));
                break;
            }
        }
    }
    faults.or(ContainerPlan { shell: container.shell, items })
}

/// What `explain` says of an item that would be measured if it could be.
fn skip(decorator: &str, container: &str, item: &Item) -> Option<Skip> {
    if is_left_out(decorator, item) {
        return None;
    }
    let Kind::Function(function) = &item.kind else { return None };
    let obstacle = function::obstacle(&item.attributes, function)?;
    Some(Skip { name: format!("{container}::{}", function.name), why: obstacle.why })
}

/// Whether the user said so, or gave the item an attribute of its own.
fn is_left_out(decorator: &str, item: &Item) -> bool {
    item.attributes.iter().any(|attribute| attribute.is(decorator))
}

fn member(args: &Options, item: Item, skipped: &Rc<[Skip]>) -> Result<Plan, Faults> {
    let decorator = args.decorator.name;
    if is_left_out(decorator, &item) {
        return Ok(Plan::Kept(item.into_tokens(decorator)));
    }
    if let Some(tokens) = stacked::behind(args, item.clone()) {
        return Ok(Plan::Kept(tokens));
    }
    let Item { attributes, kind } = item;
    match kind {
        Kind::Function(mut function) if function::obstacle(&attributes, &function).is_none() => {
            match function.body.take() {
                Some(body) => Ok(Plan::Function(attributes, function::plan(args, function, body, skipped)?)),
                None => Ok(Plan::Kept(Item { attributes, kind: Kind::Function(function) }.into_tokens(decorator))),
            }
        }
        Kind::Container(container) if !container.is_const() => Ok(Plan::Container(attributes, plan(args, container)?)),
        kind => Ok(Plan::Kept(Item { attributes, kind }.into_tokens(decorator))),
    }
}
