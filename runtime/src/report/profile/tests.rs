//! Net times: what the instrument took is charged where it lies.

use super::*;
use crate::report::numbers::identity;
use crate::site::Site;

enum Here {}

const COST: Cost = Cost { inside: 5.0, outside: 7.0, mark: 100.0, tick: 3.0 };

fn found(site: Option<&'static Site>, parent: Option<usize>, calls: u64, total: u64) -> Found {
    Found {
        site,
        parent,
        folded: false,
        caller: None,
        thread: parent.is_none().then(|| "main".to_owned()),
        handed: false,
        calls,
        primitive: 0,
        entries: calls,
        total,
        open: 0,
        beyond: 0,
        memory: None,
    }
}

#[test]
fn callers_are_charged_with_what_lies_outside_of_their_callees() {
    static CALLER: Site = Site::new::<Here>().named("caller").profiled();
    static CALLEE: Site = Site::new::<Here>().named("callee").profiled();
    static MARKED: Site = Site::new::<Here>().named("marked").profiled().memory();
    let nodes = vec![
        found(None, None, 0, 0),
        found(Some(&CALLER), Some(0), 1, 10_000),
        found(Some(&CALLEE), Some(1), 100, 2_000),
        found(Some(&MARKED), Some(1), 10, 1_000),
    ];
    let ticks = HashMap::from([(identity(&CALLEE), 200)]);
    let mut profile = Profile::new(nodes, &ticks, COST);
    let numbers = [&CALLER, &CALLEE, &MARKED].map(|site| profile.numbers.of(site));
    let [caller, callee, marked] = numbers.map(|number| profile.columns[number]);
    assert_eq!([caller.self_ticks, callee.self_ticks, marked.self_ticks], [7_000, 2_000, 1_000]);
    let net = [caller.net_self_ticks, callee.net_self_ticks, marked.net_self_ticks];
    let expected =
        [7_000.0 - 5.0 - 110.0 * 7.0 - 10.0 * 100.0, 2_000.0 - 100.0 * 5.0 - 200.0 * 3.0, 1_000.0 - 10.0 * 5.0];
    assert_eq!(net, expected);
    let taken: f64 = 10_000.0 - net.iter().sum::<f64>();
    let whole = 110.0 * COST.whole() + COST.inside + 10.0 * COST.mark + 200.0 * COST.tick;
    assert!((taken - whole).abs() < 1e-9, "all that was taken is somebody's: {taken} {whole}");
    assert_eq!(profile.attributed(), HashMap::from([("main", 10_000)]));
}

#[test]
fn ticks_are_shared_among_the_places_of_a_function() {
    static OUTER: Site = Site::new::<Here>().named("outer").profiled();
    static LINED: Site = Site::new::<Here>().named("lined").profiled();
    let nodes = vec![
        found(None, None, 0, 0),
        found(Some(&LINED), Some(0), 1, 1_000),
        found(Some(&OUTER), Some(0), 1, 9_000),
        found(Some(&LINED), Some(2), 3, 3_000),
    ];
    let profile = Profile::new(nodes, &HashMap::from([(identity(&LINED), 40)]), COST);
    let net: Vec<u64> = profile.nodes(Scale { ns_per_tick: 1.0 }).iter().map(|node| node.net_self_ns).collect();
    assert_eq!(net, [9_000 - 3_000 - 5 - 3 * 7, 3_000 - 3 * 5 - 30 * 3, 1_000 - 5 - 10 * 3]);
}
