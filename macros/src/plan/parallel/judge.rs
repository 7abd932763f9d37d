//! What a loop's facts come to: a plan, or faults.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Block, Expr, ExprForLoop};

use super::chain::Chain;
use super::facts::{Facts, Usage, Use};
use super::reduce::{Declared, Operator};
use super::scope::Id;
use super::walk::Walk;
use super::{LoopPlan, ReductionPlan, items, refusals};
use crate::error::Faults;

/// The head of a loop.
pub(super) struct Header<'a> {
    pub(super) node: &'a ExprForLoop,
    pub(super) par: Expr,
    /// `None`: it was refused.
    pub(super) chain: Option<Chain>,
    pub(super) is_in_closure: bool,
}

/// What becomes of one binding.
enum Verdict {
    /// Nothing changes it.
    Kept {
        lent: bool,
        windowed: bool,
    },
    Reduced(Declared),
    /// Each iteration changes its own element.
    Written,
}

/// The plan of a loop. The faults, if there are any, are put with the others.
pub(super) fn judge(walk: &mut Walk, header: Header<'_>, facts: Facts, mut body: Block) -> Option<LoopPlan> {
    let before = walk.faults.count();
    let Header { node, par, chain, is_in_closure } = header;
    if is_in_closure && let Some(at) = facts.tries.first() {
        walk.faults.add(*at, refusals::TRY_IN_CLOSURE);
    }
    let index = chain.as_ref().and_then(|chain| chain.index(&node.pat)).cloned();
    let mut plan = LoopPlan {
        at: node.for_token.span,
        par,
        chain: chain?,
        pattern: (*node.pat).clone(),
        label: node.label.clone(),
        attributes: node.attrs.clone(),
        index,
        reductions: Vec::new(),
        exact: false,
        written: Vec::new(),
        windowed: Vec::new(),
        lent: Vec::new(),
        tries: !facts.tries.is_empty(),
        items: Vec::new(),
        body: Block { brace_token: body.brace_token, stmts: Vec::new() },
    };
    for uses in by_binding(facts.uses) {
        let name = uses[0].name.clone();
        // Elements are found by the array's name, which must mean the same all over the body.
        let is_shadowed = facts.bound.iter().any(|own| name == own);
        let verdict = binding(walk, &uses, facts.index, plan.index.as_ref());
        match walk.faults.of(verdict) {
            None => {}
            Some(Verdict::Kept { lent, windowed }) => {
                plan.lent.extend(lent.then(|| name.clone()));
                plan.windowed.extend((windowed && !is_shadowed).then_some(name));
            }
            Some(Verdict::Written) if is_shadowed => walk.faults.add(name.span(), refusals::shadowed(&name)),
            Some(Verdict::Written) => plan.written.push(name),
            Some(Verdict::Reduced(how)) => {
                uses[0].id.into_iter().for_each(|id| walk.reduces(id));
                plan.exact |= matches!(how, Declared::Exact);
                plan.reductions.push(ReductionPlan { name, how });
            }
        }
    }
    plan.items = walk.faults.of(items::hoisted(&mut body))?;
    plan.body = body;
    (walk.faults.count() == before).then_some(plan)
}

/// The uses of each binding, in the order of the first ones.
fn by_binding(uses: Vec<Use>) -> Vec<Vec<Use>> {
    let mut all: Vec<Vec<Use>> = Vec::new();
    for own in uses {
        let same = |group: &&mut Vec<Use>| group[0].id == own.id && (own.id.is_some() || group[0].name == own.name);
        match all.iter_mut().find(same) {
            Some(group) => group.push(own),
            None => all.push(vec![own]),
        }
    }
    all
}

/// What becomes of one binding that `uses` are the uses of.
fn binding(walk: &Walk, uses: &[Use], own_index: Option<Id>, index: Option<&Ident>) -> Result<Verdict, Faults> {
    let id = uses[0].id;
    let declared = walk.declared_of(id).cloned();
    let is_reduced = |own: &Use| matches!(own.usage, Usage::Reduced(_));
    let is_written = |own: &Use| matches!(own.usage, Usage::Element { changes: true, .. });
    let is_changed = |own: &Use| {
        !matches!(own.usage, Usage::Read | Usage::Element { changes: false, .. } | Usage::Called { changes: false, .. })
    };
    let is_statement = |own: &Use| matches!(own.usage, Usage::Called { statement: true, .. });
    let is_item = id.is_none_or(|id| walk.scopes.get(id).item);
    match declared {
        Some(Declared::Exact) if !uses.iter().any(is_reduced) && uses.iter().any(is_changed) => {}
        Some(how)
            if !matches!(how, Declared::Exact) && (uses.iter().any(is_changed) || uses.iter().any(is_statement)) =>
        {
            return Ok(Verdict::Reduced(how));
        }
        _ => {}
    }
    if uses.iter().any(is_reduced) && !is_item {
        let operator = reduced(uses)?;
        return Ok(Verdict::Reduced(if let Some(Declared::Exact) = declared {
            Declared::Exact
        } else {
            Declared::By(operator)
        }));
    }
    if uses.iter().any(is_written) && !uses.iter().any(is_whole_change) {
        return written(walk, uses, own_index, index).map(|()| Verdict::Written);
    }
    if uses.iter().any(is_changed) {
        return Err(raced(uses, is_item));
    }
    let exact = |own: &Use| matches!(own.usage, Usage::Element { index, .. } if index.is_some() && index == own_index);
    let lent = id.is_some_and(|id| walk.scopes.get(id).lent);
    Ok(Verdict::Kept { lent, windowed: uses.iter().all(exact) })
}

fn is_whole_change(own: &Use) -> bool {
    !matches!(own.usage, Usage::Read | Usage::Element { .. } | Usage::Called { changes: false, .. })
}

/// The one operation by which all of `uses` reduce.
fn reduced(uses: &[Use]) -> Result<Operator, Faults> {
    let mut faults = Faults::default();
    let mut first = None;
    for own in uses {
        match (&own.usage, first) {
            (Usage::Reduced(operator), None) => first = Some(*operator),
            (Usage::Reduced(operator), Some(first)) if *operator != first && faults.is_empty() => {
                faults.add(own.name.span(), refusals::mixed(&own.name, first, *operator));
            }
            _ => {}
        }
    }
    let other = uses.iter().find(|own| !matches!(own.usage, Usage::Reduced(_)));
    match other.map(|own| (own, &own.usage)) {
        Some((own, Usage::Assigned { operator, at })) => {
            over(&mut faults, at, own, refusals::assigned(&own.name, operator.as_deref()));
        }
        Some((own, _)) => faults.add(own.name.span(), refusals::read(&own.name)),
        None => {}
    }
    faults.or(first.unwrap_or(Operator::Add))
}

/// Whether all of `uses` keep to the element of their own iteration.
fn written(walk: &Walk, uses: &[Use], own_index: Option<Id>, index: Option<&Ident>) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for own in uses {
        match (&own.usage, index) {
            (Usage::Element { index: Some(at), .. }, Some(_)) if Some(*at) == own_index => {}
            (Usage::Element { index: Some(outside), changes: true, at }, _)
                if walk.scopes.get(*outside).depth <= walk.open.len() =>
            {
                over(&mut faults, at, own, refusals::same_element(&own.name, &element_index(at)));
                break;
            }
            (Usage::Element { changes: true, at, .. }, _) => {
                over(&mut faults, at, own, refusals::other_index(&own.name, index));
                break;
            }
            (Usage::Element { at, .. }, Some(index)) => over(&mut faults, at, own, refusals::carried(&own.name, index)),
            (_, Some(index)) => faults.add(own.name.span(), refusals::whole(&own.name, index)),
            (_, None) => {}
        }
    }
    faults.or(())
}

/// What stands between the brackets.
fn element_index(element: &TokenStream) -> String {
    match element.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => group.stream().to_string(),
        _ => String::new(),
    }
}

/// Why no iteration may do this.
fn raced(uses: &[Use], is_item: bool) -> Faults {
    let mut faults = Faults::default();
    for own in uses {
        let name = &own.name;
        match &own.usage {
            Usage::Assigned { .. } | Usage::Reduced(_) | Usage::AssignedWithin(_) if is_item => {
                faults.add(name.span(), refusals::assigned_static(name));
            }
            Usage::Assigned { operator, at } => {
                over(&mut faults, at, own, refusals::assigned(name, operator.as_deref()))
            }
            Usage::AssignedWithin(at) => over(&mut faults, at, own, refusals::assigned_within(name)),
            Usage::Called { method, changes: true, .. } => faults.add(method.span(), refusals::changed(name, method)),
            Usage::Lent(at) => over(&mut faults, at, own, refusals::lent(name)),
            Usage::Element { changes: true, at, .. } => over(&mut faults, at, own, refusals::assigned_within(name)),
            _ => continue,
        }
        break;
    }
    faults
}

/// A fault that underlines `tokens`.
fn over(faults: &mut Faults, tokens: &TokenStream, own: &Use, message: String) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    faults.add_over(&tokens, own.name.span(), message);
}
