//! Where to listen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What `serve=` takes: an address with a port, or a port alone, which other machines do not reach. Does not allocate.
pub(crate) fn parse(text: &str) -> Option<SocketAddr> {
    let port = text.strip_prefix("localhost:").or(text.strip_prefix(':')).unwrap_or(text);
    // Numbers may have a sign in front, ports not.
    if port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port.parse().ok()?));
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_this_machines() {
        for text in ["7070", ":7070", "localhost:7070", "127.0.0.1:7070"] {
            assert_eq!(parse(text), Some(SocketAddr::from(([127, 0, 0, 1], 7070))), "{text}");
        }
        assert_eq!(parse("0.0.0.0:80").map(|address| address.ip().is_loopback()), Some(false));
        assert_eq!(parse("[::1]:80").map(|address| address.ip().is_loopback()), Some(true));
        for text in ["", ":", "127.0.0.1", "host:80", "70700", "+80", "[::1]", "1.2.3.4:x"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
