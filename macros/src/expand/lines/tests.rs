//! From tokens to tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::parse::Parser;
use syn::{Block, ItemFn};

use super::place::line_of;
use super::ticks::Ticks;
use super::walk::Walk;
use crate::args::options::Lines;

/// The body of a function of which each line is one string, with ticks, and the lines of its slots. `line(3)` stands for the call
/// with the site and slot 3.
fn ticked(lines: &[&str], mode: Lines) -> (String, Vec<usize>) {
    let function: ItemFn = syn::parse_str(&lines.join("\n")).unwrap();
    let private = |span| quote_spanned!(span=> p);
    let mut walk = Walk::new(Ticks::new(&private, mode), function.sig.ident.span());
    let mut statements = function.block.stmts;
    walk.function(&mut statements);
    let tokens: TokenStream = statements.iter().map(ToTokens::to_token_stream).collect();
    let read = Block::parse_within.parse2(tokens.clone());
    assert!(read.is_ok(), "{tokens}");
    let text = spaceless(&tokens.to_string()).replace("p::line", "line").replace("&__BEDECK_SITE,", "");
    (text, walk.into_slots().into_iter().map(|slot| line_of(slot.at)).collect())
}

fn spaceless(text: &str) -> String {
    text.split_whitespace().collect()
}

#[track_caller]
fn check(lines: &[&str], expected: &str, slots: &[usize]) {
    let (text, found) = ticked(lines, Lines::Exact);
    assert_eq!(text, spaceless(expected));
    assert_eq!(found, slots);
}

#[test]
fn statements_and_the_tail() {
    check(
        &["fn f() -> u8 {", "let a = 1;", "b(a);", "a", "}"],
        "line(1); let a = 1; line(2); b(a); line(3); a",
        &[1, 2, 3, 4],
    );
    check(&["fn f() -> u8 { a(); b() }"], "a(); b()", &[1]);
    check(&["fn f() {", "a(); b();", "c(); d()", "}"], "line(1); a(); b(); line(2); c(); d()", &[1, 2, 3]);
}

#[test]
fn what_is_no_line_has_no_tick() {
    check(
        &[
            "fn f() {",
            "use a::b;",
            ";",
            "const C: u8 = { 1 };",
            "fn g() {",
            "b();",
            "}",
            "const {",
            "c() };",
            "return;",
            "d()",
            "}",
        ],
        "use a::b; ; const C: u8 = { 1 }; fn g() { b(); } line(1); const { c() }; line(2); return; d()",
        &[1, 8, 10],
    );
}

#[test]
fn attributes_stay_with_their_statement_and_conditions_are_the_ticks_too() {
    check(
        &[
            "fn f() {",
            "#[allow(unused)]",
            "let a = 1;",
            "#[cfg(x)]",
            "b();",
            "#[cfg_attr(y, cfg(x))] c += 1;",
            "d!{}",
            "#[cfg(x)] e!();",
            "}",
        ],
        "line(1); #[allow(unused)] let a = 1; #[cfg(x)] line(2); #[cfg(x)] b(); #[cfg_attr(y, cfg(x))] line(3);
         #[cfg_attr(y, cfg(x))] c += 1; line(4); d! {} #[cfg(x)] line(5); #[cfg(x)] e!();",
        &[1, 3, 5, 6, 7, 8],
    );
}

#[test]
fn conditions_belong_to_the_line_of_their_if() {
    check(
        &["fn f() {", "if a {", "b()", "} else if let c = d {", "e()", "} else {", "g()", "}", "h()", "}"],
        "line(1); if a { line(2); b() } else { line(3); if let c = d { line(4); e() } else { line(5); g() } } line(6); h()",
        &[1, 2, 3, 4, 5, 7, 9],
    );
    check(
        &["fn f() {", "if a { b() } else if c { d() } e()", "}"],
        "line(1); if a { b() } else if c { d() } e()",
        &[1, 2],
    );
}

#[test]
fn arms_are_lines() {
    check(
        &["fn f() {", "match a {", "b if c => d,", "e => {", "g;", "}", "h => {}", "i => j! { k },", "l => return,", "}", "}"],
        "line(1); match a { b if c => { line(2); d }, e => { line(3); g; } h => { line(4); } i => { line(5); (j! { k }) },
         l => { line(6); return }, }",
        &[1, 2, 3, 5, 7, 8, 9],
    );
    check(&["fn f() {", "match a { b => c, d => {} }", "}"], "line(1); match a { b => c, d => {} }", &[1, 2]);
}

#[test]
fn a_value_leads_back_to_its_statement() {
    check(
        &["fn f() {", "let a = b(match c {", "d => 1,", "_ => {", "e();", "2", "}", "});", "}"],
        "line(1); let a = b(match c { d => { let _line = line_back(1); line(2); 1 }, _ => { let _line = line_back(1); line(3);
         e(); line(4); 2 } });",
        &[1, 2, 3, 5, 6],
    );
    check(
        &["fn f() {", "a(if b {", "1", "} else if c {", "2", "} else { 3 });", "}"],
        "line(1); a(if b { let _line = line_back(1); line(2); 1 } else { let _line = line_back(1); line(3);
         if c { line(4); 2 } else { line(5); 3 } });",
        &[1, 2, 3, 4, 5, 6],
    );
    check(
        &["fn f() {", "let a = {", "b();", "c", "};", "let d = match a {", "e => g?,", "};", "}"],
        "line(1); let a = { line(2); b(); line(3); c }; line(4); let d = match a { e => { line(5); g? }, };",
        &[1, 2, 3, 4, 6, 7],
    );
}

#[test]
fn loops_count_their_rounds_and_their_end() {
    check(
        &["fn f() {", "for a in b {", "c();", "}", "d();", "}"],
        "line_move(1); for a in b { let _line = line_back_edge(1); line(2); c(); } line_hit(1); line(3); d();",
        &[1, 2, 3, 5],
    );
    check(
        &["fn f() {", "while let Some(a) = b { use c::d; d(); }", "}"],
        "line_move(1); while let Some(a) = b { use c::d; line_hit(1); d(); } line_hit(1);",
        &[1, 2],
    );
    check(
        &["fn f() {", "let a = loop {", "use c::d;", "break 1;", "};", "}"],
        "line(1); let a = loop { use c::d; let _line = line_back_edge(2); line(3); break 1; };",
        &[1, 2, 2, 4],
    );
    check(
        &["fn f() {", "a(); while b {", "c();", "}", "}"],
        "line(1); a(); while b { let _line = line_back_edge(2); line(3); c(); } line_hit(2);",
        &[1, 2, 2, 3],
    );
    check(
        &["fn f() {", "match a {", "_ => for b in c {", "d();", "}", "}", "}"],
        "line(1); match a { _ => { line_move(2); for b in c { let _line = line_back_edge(2); line(3); d(); } line_hit(2); } }",
        &[1, 2, 3, 4],
    );
}

#[test]
fn a_break_takes_back_the_hit_behind_its_own_loop() {
    check(
        &["fn f() {", "for a in b { break; }", "'c: { while d {", "break 'c;", "}", "loop { break }", "}", "}"],
        "line_move(1); for a in b { line_hit(1); { line_break(1); break }; } line_hit(1); line(2); 'c: {
         while d { let _line = line_back_edge(3); line(4); break 'c; } line_hit(3); line_move(5); loop { line_hit(5); break } }",
        &[1, 2, 3, 3, 4, 6],
    );
    check(
        &["fn f() {", "'a: for b in c {", "while d {", "if e { break 'a }", "let x = || loop {", "break;", "};", "}", "}", "}"],
        "line_move(1); 'a: for b in c { let _line = line_back_edge(1); line_move(2); while d { let _line = line_back_edge(2);
         line(3); if e { { line_break(1); break 'a } } line(4); let x = || { let _line = line_closure(5);
         loop { let _line = line_back_edge(6); line(7); break; } }; } line_hit(2); } line_hit(1);",
        &[1, 2, 3, 4, 5, 5, 5, 6],
    );
}

#[test]
fn closures_with_lines_of_their_own() {
    check(
        &["fn f() {", "let a = b.map(|c| c + 1)", ".map(|d| d + 1)", ".map(move |e| {", "g(e);", "e });", "}"],
        "line(1); let a = b.map(|c| c + 1).map(|d| { let _line = line_closure(2); d + 1 })
         .map(move |e| { let _line = line_closure(3); line(4); g(e); line(5); e });",
        &[1, 2, 3, 4, 5, 6],
    );
    check(
        &["fn f() {", "let a = |b: u8| -> u8 {", "c(b)", "}; d();", "}"],
        "line(1); let a = |b: u8| -> u8 { let _line = line_closure(2); line(3); c(b) }; line(4); d();",
        &[1, 2, 2, 3, 4],
    );
}

#[test]
fn futures_with_lines_of_their_own() {
    check(
        &["fn f() {", "a(async { b().await });", "c(async move {", "d().await;", "});", "}"],
        "line(1); a(async { b().await }); line(2); c(line_poll(3, async move { line(4); d().await; }));",
        &[1, 2, 3, 3, 4],
    );
    check(
        &["fn f() {", "a(async |b| {", "b.await", "});", "c(async |d: D| -> E {", "d.await", "});", "}"],
        "line(1); a(async |b| line_poll(2, async { line(3); b.await }).await); line(4);
         c(async |d: D| -> E { line_poll(5, async { if false { return p::edge::<E>(); } line(6); d.await }).await });",
        &[1, 2, 2, 3, 5, 5, 6],
    );
}

#[test]
fn what_the_compiler_evaluates_is_left_alone() {
    check(
        &["fn f() {", "let a: [u8; {", "1 }] = [0; {", "1 }];", "b::<{", "1 }>();", "let C::<{", "1 }> = d;", "}"],
        "line(1); let a: [u8; { 1 }] = [0; { 1 }]; line(2); b::<{ 1 }>(); line(3); let C::<{ 1 }> = d;",
        &[1, 2, 5, 7],
    );
}

#[test]
fn let_else_try_and_unsafe() {
    check(
        &["fn f() {", "let Some(a) = b else {", "return c;", "};", "unsafe {", "d()?;", "}", "}"],
        "line(1); let Some(a) = b else { line(2); return c; }; line(3); unsafe { line(4); d()?; }",
        &[1, 2, 3, 5, 6],
    );
}

#[test]
fn sampled_ticks_count_nothing() {
    let lines =
        ["fn f() {", "for a in b {", "if c { break; }", "d(if e {", "1", "} else { 2 });", "}", "while g { h() }", "}"];
    let (text, _) = ticked(&lines, Lines::Sampled);
    let expected = "line_mark(1); for a in b { let _line = line_mark_back(1); line_mark(2); if c { break; } line_mark(3);
        d(if e { let _line = line_mark_back(3); line_mark(4); 1 } else { let _line = line_mark_back(3); line_mark(5); 2 }); } line_mark(6); while g { h() }";
    assert_eq!(text, spaceless(expected));
}
