//! What every word means, and what is said of those that mean nothing.

use super::super::settings::Settings;
use super::*;

fn words(list: &str) -> Vec<Word> {
    let parsed = parse(list.as_bytes());
    assert_eq!(parsed.complaints, Vec::<String>::new(), "{list}");
    parsed.words
}

fn complaint(list: &str) -> String {
    let parsed = parse(list.as_bytes());
    assert_eq!(parsed.complaints.len(), 1, "{list}: {:?}", parsed.complaints);
    parsed.complaints.concat()
}

fn json(path: &str) -> Word {
    Word::Output(Format::Json, Target::File(path.into()))
}

#[test]
fn every_word_is_read() {
    assert_eq!(words("off,quiet,nosignals"), [Word::Off, Word::Quiet(true), Word::Signals(false)]);
    assert_eq!(words("nomemo"), [Word::NoMemo]);
    assert_eq!(words("serial,threads=4"), [Word::Serial, Word::Threads(4)]);
    assert_eq!(words("table,json=a.json"), [Word::Output(Format::Table, Target::Stderr), json("a.json")]);
    assert_eq!(words("table=-"), [Word::Output(Format::Table, Target::Stdout)]);
    for format in Format::ALL {
        let file = Target::File("a".into());
        assert_eq!(words(&format!("{}=a", format.word())), [Word::Output(*format, file)]);
    }
    assert_eq!(words("sort=p99,top=3"), [Word::Sort(Sort::P99), Word::Top(3)]);
    assert_eq!(words("sort=self"), [Word::Sort(Sort::SelfTime)]);
    assert_eq!(words("filter=a?c*"), [Word::Filter(Glob::new("a?c*"))]);
    assert_eq!(words("every=0.5"), [Word::Every(Duration::from_millis(500))]);
}

#[test]
fn a_double_comma_is_one_comma_and_only_the_first_equals_sign_separates() {
    assert_eq!(words("json=a,,b=c,quiet"), [json("a,b=c"), Word::Quiet(true)]);
    assert_eq!(words("json=a,,,quiet"), [json("a,"), Word::Quiet(true)]);
    assert_eq!(words("json=,,,,"), [json(",,")]);
}

#[test]
fn blanks_and_empty_words_do_not_count() {
    assert_eq!(words(" quiet , json = a b ,"), [Word::Quiet(true), json("a b")]);
    assert_eq!(words(""), []);
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_utf_8() {
    let Some(Word::Output(_, Target::File(path))) = parse(b"json=\xff\xfe").words.pop() else { panic!("no file") };
    assert_eq!(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()), b"\xff\xfe");
}

#[test]
fn what_does_not_hold_is_said_in_one_line_and_the_rest_holds() {
    assert_eq!(complaint("jsno=a"), "unknown word `jsno` in BEDECK; the nearest one is `json`; the rest holds");
    assert_eq!(complaint("off=1"), "`off` in BEDECK takes no value; write `off` alone");
    assert_eq!(complaint("json"), "`json=` in BEDECK needs a path, as in `json=report.json`");
    assert_eq!(complaint("table="), "`table=` in BEDECK needs a path, as in `table=report.txt`");
    assert_eq!(complaint("baseline"), "`baseline=` in BEDECK needs a path, as in `baseline=old.json`");
    #[cfg(not(feature = "serve"))]
    assert_eq!(complaint("serve=a"), "`serve` in BEDECK needs the feature `serve` of bedeck; the rest holds");
    #[cfg(feature = "serve")]
    assert_eq!(complaint("serve=a"), "`serve=a` in BEDECK: no address with a port; write `serve=127.0.0.1:7070`");
    #[cfg(not(feature = "svg"))]
    assert_eq!(complaint("svg=a"), "`svg` in BEDECK needs the feature `svg` of bedeck; the rest holds");
    assert_eq!(
        complaint("speedscope"),
        "`speedscope=` in BEDECK needs a path, as in `speedscope=report.speedscope.json`"
    );
    assert_eq!(complaint("fodled=a"), "unknown word `fodled` in BEDECK; the nearest one is `folded`; the rest holds");
    assert_eq!(complaint("sort=maen"), "`sort=maen` in BEDECK: no such order; the nearest one is `mean`");
    assert_eq!(complaint("top=0"), "`top=0` in BEDECK: not a number from 1; write `top=20`");
    assert_eq!(complaint("threads=0"), "`threads=0` in BEDECK: not a number from 1; write `threads=4`");
    assert_eq!(complaint("top"), "`top` in BEDECK needs a number, as in `top=20`");
    for list in ["every=0", "every=-1", "every=nan", "every=inf", "every=1e300", "every=x", "filter="] {
        complaint(list);
    }
    let parsed = parse(b"nonsense,quiet,serve=x,top=2");
    assert_eq!((parsed.words, parsed.complaints.len()), (vec![Word::Quiet(true), Word::Top(2)], 2));
}

/// All lists of up to four pieces that matter to the grammar: the early reader agrees with the full one.
#[test]
fn the_early_reader_agrees_with_the_full_one() {
    let pieces = [
        "off",
        "quiet",
        "nosignals",
        "nomemo",
        "table",
        "json",
        "svg",
        "pprof",
        "every",
        "=-",
        "=",
        ",",
        ",,",
        " ",
        "5",
    ];
    let depth = if cfg!(miri) { 1 } else { 3 };
    let lists = (0..depth).fold(vec![String::new()], |lists, _| {
        let longer = lists.iter().flat_map(|list| pieces.iter().map(move |piece| format!("{list}{piece}")));
        lists.iter().cloned().chain(longer).collect()
    });
    let longer = [
        "svg=a,quiet,speedscope=-",
        "trace=-,quiet,folded=x",
        "json=a,json=-,quiet",
        "json=-,quiet,table=x",
        "quiet,table,quiet,json=a",
        "table=x,table,quiet",
        "serve=5,quiet",
        "serve=x,serve=:5",
    ];
    for list in lists.iter().map(String::as_str).chain(longer) {
        let settings = Settings::of(&parse(list.as_bytes()).words);
        assert_eq!(early(list.as_bytes()), Wishes::of(&settings), "{list:?}");
    }
}
