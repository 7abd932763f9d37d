fn main() {
    bedeck::scope(|s| {
        let text = String::from("gone before the scope ends");
        s.spawn(|| text.len());
    });
}
