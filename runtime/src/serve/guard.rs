//! What the server of our own asks of a request besides.

use core::convert::Infallible;
use core::future::{Ready, ready};
use std::net::IpAddr;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header;
use hyper::{Request, Response, StatusCode};

use super::router::{Router, said};

/// The router behind the question which host was asked for.
///
/// A page of somebody else's whose name was made to mean this machine could else read a report that is for this machine alone:
/// its requests name that host.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub(super) router: Router,
    /// Whether only this machine reaches the address.
    pub(super) is_local: bool,
}

impl<B> hyper::service::Service<Request<B>> for Guard {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn call(&self, request: Request<B>) -> Self::Future {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        if self.is_local && !self.router.has_token() && !is_this_machine(host) {
            return ready(Ok(said(StatusCode::FORBIDDEN, "ask for 127.0.0.1 or localhost\n")));
        }
        ready(Ok(self.router.answer(&request)))
    }
}

/// Whether a host is named by its address, which no name server has a say in, or as this machine.
fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.to_ascii_lowercase();
    name.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_not_this_machine() {
        for host in
            ["127.0.0.1:7070", "127.0.0.1", "localhost:80", "LOCALHOST", "[::1]:7070", "app.localhost:1", "10.0.0.1:2"]
        {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", "evil.example:7070", "localhost.evil.example", "127.0.0.1.evil.example", "[evil]"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
