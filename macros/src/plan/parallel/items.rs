//! Items in a loop's body stand before the loop, so that its copies share them.

use std::collections::HashSet;

use syn::visit_mut::{self, VisitMut};
use syn::{Block, Item, Stmt};

use crate::error::Faults;

/// Takes the items out of a body, and out of the blocks in it.
///
/// A block that only has `use` keeps it: it makes names for this block, and may be there twice.
pub(super) fn hoisted(body: &mut Block) -> Result<Vec<Stmt>, Faults> {
    let mut hoist = Hoist { items: Vec::new(), names: HashSet::new(), faults: Faults::default() };
    hoist.visit_block_mut(body);
    hoist.faults.or(hoist.items)
}

struct Hoist {
    items: Vec<Stmt>,
    names: HashSet<(bool, String)>,
    faults: Faults,
}

impl VisitMut for Hoist {
    fn visit_block_mut(&mut self, block: &mut Block) {
        if block.stmts.iter().any(|statement| is_item(statement) && !is_use(statement)) {
            let (items, rest) = std::mem::take(&mut block.stmts).into_iter().partition(is_item);
            block.stmts = rest;
            for item in items {
                self.take(item);
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

impl Hoist {
    fn take(&mut self, statement: Stmt) {
        if let Stmt::Item(item) = &statement
            && let Some((is_type, name)) = name(item)
            && !self.names.insert((is_type, name.to_string()))
        {
            let message = format!(
                "two items in this parallel loop are called `{name}`, and its copies share what is declared in it: give one of them \
                 another name, or declare it before the loop"
            );
            self.faults.add(name.span(), message);
        }
        self.items.push(statement);
    }
}

/// An item that all iterations share. `macro_rules!` is in force from where it stands.
fn is_item(statement: &Stmt) -> bool {
    match statement {
        Stmt::Item(Item::Macro(own)) => own.mac.path.is_ident("thread_local"),
        Stmt::Item(_) => true,
        Stmt::Macro(own) => own.mac.path.segments.last().is_some_and(|word| word.ident == "thread_local"),
        _ => false,
    }
}

fn is_use(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Item(Item::Use(_)))
}

/// The name of an item, and whether it is that of a type.
fn name(item: &Item) -> Option<(bool, &syn::Ident)> {
    match item {
        Item::Const(own) => Some((false, &own.ident)),
        Item::Static(own) => Some((false, &own.ident)),
        Item::Fn(own) => Some((false, &own.sig.ident)),
        Item::Struct(own) => Some((true, &own.ident)),
        Item::Enum(own) => Some((true, &own.ident)),
        Item::Union(own) => Some((true, &own.ident)),
        Item::Type(own) => Some((true, &own.ident)),
        Item::Trait(own) => Some((true, &own.ident)),
        Item::Mod(own) => Some((true, &own.ident)),
        _ => None,
    }
}
