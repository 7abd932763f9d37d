//! The router in a server of the program's own.

use std::net::SocketAddr;

use crate::client::get;
use crate::stage::work;

/// The address of an axum server, which runs as long as the tests do.
fn served(app: axum::Router) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}

#[test]
fn axum_mounts_it() {
    work(1);
    let hello = axum::routing::get(|| async { "hello" });
    let app = axum::Router::new().route("/", hello).nest_service("/bedeck", bedeck::router());
    let address = served(app);
    assert_eq!(get(address, "/").body, "hello");
    assert_eq!(get(address, "/metrics").status, 404);
    for page in ["/bedeck", "/bedeck/"] {
        assert!(get(address, page).body.contains("data-live"), "{page}");
    }
    assert!(get(address, "/bedeck/metrics").body.contains("bedeck_calls_total{function=\"work\""));
    assert!(get(address, "/bedeck/report.json").calls("work") > 0);
    assert_eq!(get(address, "/bedeck/other").status, 404);
}
