//! Requests and their answers.

use core::convert::Infallible;
use core::future::{Ready, ready};
use core::task::{Context, Poll};
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

use super::snapshot::{Snapshots, Text};
use super::token::{Token, in_query};
use crate::config;

/// The live report, for a server that the program has anyway: see [`router`].
///
/// A service of `tower` and of `hyper`, for bodies of any kind; clones show the same snapshots.
#[derive(Clone, Debug)]
pub struct Router {
    prefix: Arc<str>,
    token: Option<Token>,
    snapshots: Arc<Snapshots>,
}

/// The live report, to be mounted in a server of axum, hyper or their like: a page at `/`, the report at `/report.json`, and
/// figures for Prometheus at `/metrics`.
///
/// ```
/// let app: axum::Router = axum::Router::new().nest_service("/bedeck", bedeck::router());
/// ```
///
/// Words of `BEDECK` and settings of [`configure`](crate::configure) for rows (`sort`, `top`, `filter`, `baseline`) apply. If
/// there is a token (`BEDECK_TOKEN`, or [`Config::serve_token`](crate::Config::serve_token)) when it is made, requests have
/// to know it: `Authorization: Bearer TOKEN`, or `?token=TOKEN`.
///
/// # Restrictions
///
/// Only with the feature `serve`. A snapshot is made in the thread that asks for it, which takes some 100 us, and of a
/// report of thousands of functions some milliseconds: never more than a twentieth of that thread's time.
pub fn router() -> Router {
    Router { prefix: "".into(), token: config::settings().token, snapshots: Arc::default() }
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
/// The text format of Prometheus.
const PROM: &str = "text/plain; version=0.0.4; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Of every answer: it is of this moment, shown by nobody else, and what it says it is.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
];

impl Router {
    /// Takes paths that begin with `prefix` and no others, for servers that do not take it off themselves as axum does.
    ///
    /// ```
    /// let router = bedeck::router().under("/bedeck");
    /// ```
    #[must_use]
    pub fn under(self, prefix: &str) -> Router {
        Router { prefix: prefix.trim_end_matches('/').into(), ..self }
    }

    /// The answer to a request, whose body does not matter.
    pub(super) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let wants_page = request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair == "page"));
        let (text, kind) = match self.path(request.uri().path()) {
            Some("" | "/") => (Text::Page, HTML),
            Some("/report.json") => (if wants_page { Text::PageJson } else { Text::Json }, JSON),
            Some("/metrics") => (Text::Prom, PROM),
            _ => return said(StatusCode::NOT_FOUND, "there are /, /report.json and /metrics\n"),
        };
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut answer = said(StatusCode::METHOD_NOT_ALLOWED, "GET alone\n");
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        if !self.may_see(request) {
            let mut answer = said(StatusCode::UNAUTHORIZED, "needs the token: ?token=..\n");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return answer;
        }
        whole(StatusCode::OK, kind, self.snapshots.text(text))
    }

    fn path<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&*self.prefix)
    }

    /// Whether there is no token, or the request knows it.
    fn may_see<B>(&self, request: &Request<B>) -> bool {
        let Some(token) = &self.token else { return true };
        let head = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        let bearer =
            head.and_then(|head| head.split_at_checked(7)).filter(|(kind, _)| kind.eq_ignore_ascii_case(b"bearer "));
        bearer.is_some_and(|(_, given)| token.is(given))
            || request.uri().query().and_then(in_query).is_some_and(|given| token.is(&given))
    }

    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }
}

/// A line instead of what was asked for.
pub(super) fn said(status: StatusCode, line: &'static str) -> Response<Full<Bytes>> {
    whole(status, PLAIN, Bytes::from_static(line.as_bytes()))
}

fn whole(status: StatusCode, kind: &'static str, text: Bytes) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(text));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.extend(ALWAYS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

impl<B> tower_service::Service<Request<B>> for Router {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ready(Ok(self.answer(&request)))
    }
}

impl<B> hyper::service::Service<Request<B>> for Router {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn call(&self, request: Request<B>) -> Self::Future {
        ready(Ok(self.answer(&request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(router: &Router, method: Method, uri: &str, bearer: Option<&str>) -> Response<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(bearer) = bearer {
            request = request.header("authorization", bearer);
        }
        router.answer(&request.body(()).unwrap())
    }

    fn status(router: &Router, method: Method, uri: &str, bearer: Option<&str>) -> u16 {
        asked(router, method, uri, bearer).status().as_u16()
    }

    #[test]
    fn there_are_three_places_to_read() {
        let router = router();
        let kinds =
            [("/", "text/html"), ("/report.json", "application/json"), ("/metrics", "text/plain; version=0.0.4")];
        for (path, kind) in kinds {
            let answer = asked(&router, Method::GET, path, None);
            let said = answer.headers()["content-type"].to_str().unwrap();
            assert!(answer.status() == 200 && said.starts_with(kind), "{path}: {said}");
            assert_eq!(answer.headers()["cache-control"], "no-store");
        }
        assert_eq!(status(&router, Method::HEAD, "/metrics?x", None), 200);
        assert_eq!(status(&router, Method::POST, "/metrics", None), 405);
        assert_eq!(status(&router, Method::GET, "/etc/passwd", None), 404);
        assert_eq!(status(&router, Method::GET, "/metrics/..", None), 404);
    }

    #[test]
    fn under_a_prefix_nothing_else_is_answered() {
        let router = router().under("/bedeck/");
        for (path, expected) in
            [("/bedeck", 200), ("/bedeck/", 200), ("/bedeck/metrics", 200), ("/metrics", 404), ("/", 404)]
        {
            assert_eq!(status(&router, Method::GET, path, None), expected, "{path}");
        }
    }

    #[test]
    fn the_token_has_to_be_known() {
        let router = Router { token: Token::new("a b"), ..router() };
        for (uri, bearer, expected) in [
            ("/", None, 401),
            ("/metrics", Some("Bearer a b"), 200),
            ("/metrics", Some("bearer a b"), 200),
            ("/metrics", Some("Bearer a"), 401),
            ("/metrics", Some("Basic a b"), 401),
            ("/?token=a%20b", None, 200),
            ("/report.json?page&token=a+b", None, 200),
            ("/?token=", None, 401),
        ] {
            assert_eq!(status(&router, Method::GET, uri, bearer), expected, "{uri} {bearer:?}");
        }
    }
}
