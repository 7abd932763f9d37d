//! Statements, one after the other, each behind its tick.

use syn::visit_mut::VisitMut;
use syn::{Block, Expr, ExprParen, MacroDelimiter, Stmt, token};

use super::place;
use super::ticks::{Ticks, hygienic};
use super::walk::Walk;

impl Walk<'_> {
    /// The statements of a block that control enters on the line that runs here.
    pub(super) fn statements(&mut self, statements: &mut Vec<Stmt>) {
        let mut reached = true;
        for statement in core::mem::take(statements) {
            let jumps = is_jump(&statement);
            match statement {
                // The compiler says so, on the user's own tokens.
                statement if !reached => statements.push(statement),
                // A lone semicolon, and what is an item of its own, are no lines of this function.
                Stmt::Item(_) => statements.push(statement),
                Stmt::Expr(Expr::Verbatim(_), _) => statements.push(statement),
                statement => self.statement(statement, statements),
            }
            reached &= !jumps;
        }
    }

    /// ```text
    /// // Input:  #[cfg(x)] statement
    /// // Output: #[cfg(x)] line(&SITE, 7); #[cfg(x)] statement
    /// ```
    fn statement(&mut self, mut statement: Stmt, into: &mut Vec<Stmt>) {
        let (at, conditions) = (place::of_statement(&statement), place::conditions(&statement));
        let (outer, depth) = (self.statement, self.conditions.len());
        self.conditions.extend(conditions.predicates);
        let is_loop = is_loop(&statement);
        if let Some(slot) = self.already_at(at) {
            self.statement = if is_loop { self.slot(at) } else { slot };
        } else {
            self.statement = self.slot(at);
            let tick = if is_loop { Ticks::header } else { Ticks::tick };
            into.push(tick(&self.ticks, at, self.statement, &conditions.attributes));
            self.inserted += 1;
            self.here = Some((place::line_of(at), self.statement));
        }
        if is_loop {
            self.loop_as_statement(statement, &conditions.attributes, into);
        } else {
            self.detour(|walk| walk.with_last(true, |walk| walk.inside(&mut statement)));
            into.push(statement);
        }
        if self.conditions.len() > depth {
            self.conditions.truncate(depth);
            self.here = None;
        }
        self.statement = outer;
    }

    /// The expressions of a statement.
    fn inside(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    self.visit_expr_mut(&mut init.expr);
                    if let Some((_, diverge)) = &mut init.diverge {
                        self.visit_expr_mut(diverge);
                    }
                }
            }
            Stmt::Expr(expression, _) => self.visit_expr_mut(expression),
            Stmt::Macro(_) | Stmt::Item(_) => {}
        }
    }

    /// A block that control enters from the statement around it, and that leads back there if that goes on.
    pub(super) fn branch(&mut self, block: &mut Block) {
        let (inserted, goes_on) = (self.inserted, !self.last);
        self.with_last(true, |walk| walk.statements(&mut block.stmts));
        if goes_on && self.inserted > inserted {
            let back = self.ticks.back(block.brace_token.span.open(), self.statement);
            prepend(&mut block.stmts, back);
        }
    }

    /// An expression that is alone where it stands, as that of a match arm: one on a line of its own becomes a block.
    ///
    /// ```text
    /// // Input:  expression
    /// // Output: { line(&SITE, 7); expression }
    /// ```
    pub(super) fn branch_of(&mut self, expression: &mut Box<Expr>) {
        match &mut **expression {
            Expr::Block(plain) if plain.attrs.is_empty() && plain.label.is_none() => {
                return self.branch(&mut plain.block);
            }
            Expr::Verbatim(_) => return,
            _ => {}
        }
        if self.already_at(place::of_expression(expression)).is_some() {
            return self.visit_expr_mut(expression);
        }
        let mut block = block_of(core::mem::replace(expression, Expr::PLACEHOLDER));
        self.branch(&mut block);
        **expression = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block });
    }
}

/// A block of one value. What is a statement by itself, as a macro with braces is, stands in parentheses.
///
/// The braces are the user's: when the temporaries of a block's tail and of an `if let` are dropped, depends on their edition. They
/// stand where the value ends, so that what ends with them has its whole span.
pub(super) fn block_of(value: Expr) -> Block {
    let braces_begin =
        matches!(&value, Expr::Macro(invoked) if matches!(invoked.mac.delimiter, MacroDelimiter::Brace(_)));
    let at = place::end_of(&value);
    let value = if braces_begin {
        Expr::Paren(ExprParen {
            attrs: Vec::new(),
            paren_token: token::Paren(hygienic(place::of_expression(&value))),
            expr: Box::new(value),
        })
    } else {
        value
    };
    Block { brace_token: token::Brace(at), stmts: vec![Stmt::Expr(value, None)] }
}

/// Puts a statement in front of all that are no items.
pub(super) fn prepend(statements: &mut Vec<Stmt>, statement: Stmt) {
    let items = statements.iter().take_while(|statement| matches!(statement, Stmt::Item(_))).count();
    statements.insert(items, statement);
}

fn is_loop(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _))
}

fn is_jump(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _))
}
