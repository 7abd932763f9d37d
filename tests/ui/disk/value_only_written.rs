use bedeck::memoize;

#[derive(Clone, serde::Serialize)]
struct Page(&'static str);

#[memoize(disk)]
async fn page(n: u64) -> Result<Page, u8> {
    Ok(Page(if n > 0 { "some" } else { "none" }))
}

fn main() {}
