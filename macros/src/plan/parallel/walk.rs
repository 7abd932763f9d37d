//! The way through a function's body: scopes, control flow, and what parallel loops do with the bindings outside of them.

use proc_macro2::{Ident, Span};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Label, Lifetime, Pat, Stmt};

use super::facts::{Facts, Usage, Use};
use super::reduce::{self, Declared};
use super::scope::{self, Binding, Id, Scopes};
use super::{LoopPlan, chain, judge, refusals};
use crate::error::Faults;

/// What a `break`, `return` or `?` may leave.
pub(super) enum Frame {
    /// A parallel loop.
    Parallel(Option<Lifetime>),
    Loop(Option<Lifetime>),
    Block(Lifetime),
    /// A closure or an async block.
    Function,
}

/// Where the way has come to.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) scopes: Scopes,
    /// The parallel loops around, the innermost last.
    pub(super) open: Vec<Facts>,
    pub(super) frames: Vec<Frame>,
    pub(super) loops: Vec<LoopPlan>,
    /// Every `let` with `#[reduce(..)]`, and whether a loop reduces to it.
    pub(super) declared: Vec<(Id, Span, bool)>,
    pub(super) faults: Faults,
    /// The parallel loops that were refused.
    pub(super) refused: usize,
    /// The first `?` in a parallel loop.
    pub(super) tried: Option<Span>,
}

/// Why the function's return type does not allow a `?` in a loop.
pub(super) fn without_return(function: &crate::item::Function) -> Option<&'static str> {
    if function.output.is_empty() {
        Some(refusals::TRY_WITHOUT_RETURN)
    } else {
        (!function.output_has_name()).then_some(refusals::TRY_WITHOUT_NAME)
    }
}

impl Walk {
    /// The body of a function, whose parameters are bound.
    pub(super) fn function(
        &mut self,
        inputs: &syn::punctuated::Punctuated<syn::FnArg, syn::Token![,]>,
        statements: &mut [Stmt],
    ) {
        self.scopes.enter();
        for input in inputs {
            match input {
                syn::FnArg::Receiver(receiver) => {
                    self.scopes.bind(&Ident::from(receiver.self_token), Binding::default());
                }
                syn::FnArg::Typed(typed) => {
                    let shared =
                        matches!(&*typed.ty, syn::Type::Reference(reference) if reference.mutability.is_none());
                    let lent = shared && matches!(&*typed.pat, Pat::Ident(name) if name.by_ref.is_none());
                    for name in scope::names(&typed.pat) {
                        self.scopes.bind(&name, Binding { lent, ..Binding::default() });
                    }
                }
            }
        }
        self.statements(statements);
        self.scopes.leave();
        // A loop that was refused may be the one that was meant.
        if self.refused == 0 {
            let unused = self.declared.iter().filter(|(_, _, used)| !used);
            unused.for_each(|(_, at, _)| self.faults.add(*at, refusals::UNUSED_REDUCE));
        }
    }

    pub(super) fn statements(&mut self, statements: &mut [Stmt]) {
        self.scopes.enter();
        for statement in &*statements {
            if let Stmt::Item(item) = statement {
                self.item(item);
            }
        }
        for statement in statements {
            self.visit_stmt_mut(statement);
        }
        self.scopes.leave();
    }

    /// Items are there before the statements.
    fn item(&mut self, item: &syn::Item) {
        let name = match item {
            syn::Item::Static(item) => &item.ident,
            syn::Item::Const(item) => &item.ident,
            _ => return,
        };
        let depth = self.open.len();
        self.scopes.bind(name, Binding { depth, item: true, ..Binding::default() });
    }

    /// Binds the names of a pattern, as the pattern's own loop or block sees them.
    pub(super) fn bind(&mut self, pattern: &Pat) {
        let depth = self.open.len();
        for name in scope::names(pattern) {
            self.scopes.bind(&name, Binding { depth, ..Binding::default() });
            self.open.iter_mut().for_each(|facts| facts.bound.push(name.to_string()));
        }
    }

    /// A mention of a name, for all loops that its binding is outside of.
    pub(super) fn mention(&mut self, name: &Ident, usage: Usage) {
        let id = self.scopes.find(name);
        let depth = id.map_or(0, |id| self.scopes.get(id).depth);
        if id.is_none() && matches!(usage, Usage::Read | Usage::Called { .. }) {
            return;
        }
        for facts in self.open.iter_mut().skip(depth) {
            facts.uses.push(Use { id, name: name.clone(), usage: usage.clone() });
        }
    }

    /// Follows `way` in a scope of its own.
    pub(super) fn scoped(&mut self, way: impl FnOnce(&mut Self)) {
        self.scopes.enter();
        way(self);
        self.scopes.leave();
    }

    /// Follows `way` inside of what can be left.
    pub(super) fn framed(&mut self, frame: Frame, way: impl FnOnce(&mut Self)) {
        self.frames.push(frame);
        self.scoped(way);
        self.frames.pop();
    }

    fn local(&mut self, local: &mut syn::Local) {
        let declared = reduce::declared(&mut local.attrs);
        if let Some(init) = &mut local.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind(&local.pat);
        let Some((at, declared)) = declared else { return };
        let name = match scope::names(&local.pat).as_slice() {
            [name] => name.clone(),
            _ => return self.faults.add(at, refusals::REDUCE_ON_PATTERN),
        };
        if let (Some(declared), Some(id)) = (self.faults.of(declared), self.scopes.find(&name)) {
            self.scopes.get_mut(id).declared = Some(declared);
            self.declared.push((id, at, false));
        } else {
            self.refused += 1;
        }
    }

    /// `for pattern in par(chain) body`
    fn parallel(&mut self, expression: &mut Expr) {
        let Expr::ForLoop(node) = expression else { return };
        let Some(call) = chain::called(&node.expr) else { return };
        let mut call = call.clone();
        for argument in &mut call.args {
            self.visit_expr_mut(argument);
        }
        let chain = self.faults.of(chain::Chain::of(&call));
        self.open.push(Facts::default());
        let mut body =
            std::mem::replace(&mut node.body, Block { brace_token: syn::token::Brace::default(), stmts: Vec::new() });
        self.framed(Frame::Parallel(node.label.as_ref().map(name_of)), |walk| {
            walk.bind(&node.pat);
            let index = chain.as_ref().and_then(|chain| chain.index(&node.pat));
            let index = index.and_then(|name| walk.scopes.find(name));
            if let Some(facts) = walk.open.last_mut() {
                facts.index = index;
            }
            walk.statements(&mut body.stmts);
        });
        let facts = self.open.pop().unwrap_or_default();
        if self.open.is_empty() {
            self.tried = self.tried.or(facts.tries.first().copied());
        }
        let header = judge::Header {
            node,
            par: (*call.func).clone(),
            chain,
            is_in_closure: self.frames.iter().any(|frame| matches!(frame, Frame::Function)),
        };
        match judge::judge(self, header, facts, body) {
            Some(plan) => {
                *expression = LoopPlan::placeholder(self.loops.len());
                self.loops.push(plan);
            }
            None => self.refused += 1,
        }
    }

    /// Whether something in a parallel loop would leave it: none of the frames in between keeps it in.
    pub(super) fn leaves(&self, kept: impl Fn(&Frame) -> bool) -> bool {
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Parallel(_) => return true,
                Frame::Function => return false,
                frame if kept(frame) => return false,
                _ => {}
            }
        }
        false
    }
}

pub(super) fn name_of(label: &Label) -> Lifetime {
    label.name.clone()
}

impl VisitMut for Walk {
    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Item(_) => {}
            Stmt::Expr(Expr::MethodCall(call), _) => self.call(call, true),
            Stmt::Expr(expression, _) => self.visit_expr_mut(expression),
            Stmt::Macro(own) => self.opaque(&own.mac),
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts);
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.scoped(|walk| {
            walk.bind(&arm.pat);
            if let Some((_, guard)) = &mut arm.guard {
                walk.visit_expr_mut(guard);
            }
            walk.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        match expression {
            Expr::ForLoop(node) if chain::called(&node.expr).is_some() => self.parallel(expression),
            Expr::ForLoop(node) => {
                self.visit_expr_mut(&mut node.expr);
                self.framed(Frame::Loop(node.label.as_ref().map(name_of)), |walk| {
                    walk.bind(&node.pat);
                    walk.visit_block_mut(&mut node.body);
                });
            }
            Expr::While(node) => self.framed(Frame::Loop(node.label.as_ref().map(name_of)), |walk| {
                walk.visit_expr_mut(&mut node.cond);
                walk.visit_block_mut(&mut node.body);
            }),
            Expr::Loop(node) => self.framed(Frame::Loop(node.label.as_ref().map(name_of)), |walk| {
                walk.visit_block_mut(&mut node.body);
            }),
            Expr::Block(node) => match &node.label {
                Some(label) => self.framed(Frame::Block(name_of(label)), |walk| walk.visit_block_mut(&mut node.block)),
                None => self.visit_block_mut(&mut node.block),
            },
            Expr::If(node) => {
                self.scoped(|walk| {
                    walk.visit_expr_mut(&mut node.cond);
                    walk.visit_block_mut(&mut node.then_branch);
                });
                if let Some((_, otherwise)) = &mut node.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            Expr::Let(node) => {
                self.visit_expr_mut(&mut node.expr);
                self.bind(&node.pat);
            }
            Expr::Closure(node) => self.framed(Frame::Function, |walk| {
                node.inputs.iter().for_each(|input| walk.bind(input));
                walk.visit_expr_mut(&mut node.body);
            }),
            Expr::Async(node) => {
                if self.leaves(|_| false) {
                    self.faults.add(node.async_token.span, refusals::ASYNC);
                }
                self.framed(Frame::Function, |walk| walk.visit_block_mut(&mut node.block));
            }
            Expr::Break(_) | Expr::Continue(_) | Expr::Return(_) | Expr::Try(_) | Expr::Await(_) => {
                self.control(expression)
            }
            Expr::Assign(node) => self.assignment(node),
            Expr::Binary(node) if is_assignment(node.op) => self.operation(node),
            Expr::MethodCall(node) => self.call(node, false),
            Expr::Reference(node) if node.mutability.is_some() => self.lent(node),
            Expr::Index(_) => self.element(expression, false),
            Expr::Path(node) => {
                if let (None, Some(name)) = (&node.qself, node.path.get_ident()) {
                    self.mention(name, Usage::Read);
                }
            }
            Expr::Macro(node) => self.opaque(&node.mac),
            Expr::Const(_) => {}
            Expr::Struct(node) => {
                for field in &mut node.fields {
                    self.visit_expr_mut(&mut field.expr);
                }
                if let Some(rest) = &mut node.rest {
                    self.visit_expr_mut(rest);
                }
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}
}

/// Whether an operator assigns.
fn is_assignment(operator: syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign, ShlAssign, ShrAssign,
        SubAssign,
    };
    matches!(
        operator,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// The declared reduction of a binding.
impl Walk {
    pub(super) fn declared_of(&self, id: Option<Id>) -> Option<&Declared> {
        self.scopes.get(id?).declared.as_ref()
    }

    /// Marks what `#[reduce(..)]` declared as used.
    pub(super) fn reduces(&mut self, id: Id) {
        for (_, _, used) in self.declared.iter_mut().filter(|(own, ..)| *own == id) {
            *used = true;
        }
    }
}
