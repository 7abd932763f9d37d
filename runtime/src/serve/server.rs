// unsafe: closes the descriptor of the listener in a forked child.
//! The thread that listens. Every connection has its end: few at a time, one request each, in a time that is limited.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::Semaphore;

use super::guard::Guard;
use super::router::router;
use crate::config;
use crate::report::output::complain;

/// Connections at a time; others wait to be accepted.
const CONNECTIONS: usize = 64;
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection may last.
const WHOLE: Duration = Duration::from_secs(30);
/// How large the head of a request may be.
const HEAD_BYTES: usize = 16 * 1024;
/// How long to wait where no more connections can be had from the system.
const PAUSE: Duration = Duration::from_millis(100);
/// How many ports are tried.
const PORTS: u16 = 16;

/// Serves until the process ends.
pub(super) fn run() {
    let settings = config::settings();
    let Some(wanted) = settings.serve.filter(|_| !settings.off) else { return };
    let Some((listener, address)) = listen(wanted) else { return };
    let guard = Guard { router: router(), is_local: address.ip().is_loopback() };
    if !guard.is_local && !guard.router.has_token() {
        complain(&format!(
            "{address} is open to other machines: with BEDECK_TOKEN=.. only those who know the token read"
        ));
    }
    if !settings.quiet {
        let token = if guard.router.has_token() { "?token=.." } else { "" };
        complain(&format!("live report at http://{address}/{token}"));
    }
    if let Err(error) = accept(listener, &guard) {
        complain(&format!("cannot serve the report: {error}"));
    }
}

/// Listens at the address, or at the next port that is not busy.
fn listen(wanted: SocketAddr) -> Option<(TcpListener, SocketAddr)> {
    let last = if wanted.port() == 0 { 0 } else { wanted.port().saturating_add(PORTS - 1) };
    let mut busy = Vec::new();
    for port in wanted.port()..=last {
        let address = SocketAddr::new(wanted.ip(), port);
        match TcpListener::bind(address).and_then(|listener| Ok((listener.local_addr()?, listener))) {
            Ok((address, listener)) => {
                tell_busy(&busy, Some(address.port()));
                descriptor::keep(&listener);
                return Some((listener, address));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => busy.push(port),
            Err(error) => {
                complain(&format!("cannot serve the report at {address}: {error}"));
                return None;
            }
        }
    }
    tell_busy(&busy, None);
    None
}

fn tell_busy(busy: &[u16], taken: Option<u16>) {
    let ports = match busy {
        [] => return,
        [port] => format!("port {port} is busy"),
        [first, .., last] => format!("ports {first} to {last} are busy"),
    };
    match taken {
        Some(port) => complain(&format!("{ports}; taking {port}")),
        None => complain(&format!("{ports}: the report is not served; name another one, or 0 for any")),
    }
}

/// Takes connections for ever.
fn accept(listener: TcpListener, guard: &Guard) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let slots = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let slot = Arc::clone(&slots).acquire_owned().await;
            match listener.accept().await {
                Ok((stream, _)) => {
                    let guard = guard.clone();
                    tokio::spawn(async move {
                        // A client that goes away, or is not fast enough, is nobody's error.
                        let _ = tokio::time::timeout(WHOLE, connection().serve_connection(TokioIo::new(stream), guard))
                            .await;
                        drop(slot);
                    });
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    })
}

fn connection() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(false).max_buf_size(HEAD_BYTES);
    builder
}

#[cfg(unix)]
pub(super) use descriptor::let_go;

/// The listener's descriptor. A forked child has it too, and with it the port, which it does not answer at.
#[cfg(unix)]
mod descriptor {
    use core::sync::atomic::{AtomicI32, Ordering};
    use std::net::TcpListener;
    use std::os::fd::AsRawFd;

    static DESCRIPTOR: AtomicI32 = AtomicI32::new(NONE);
    const NONE: i32 = -1;

    /// It is never closed in this process.
    pub(super) fn keep(listener: &TcpListener) {
        DESCRIPTOR.store(listener.as_raw_fd(), Ordering::Release);
    }

    /// In a forked child. Async-signal-safe.
    pub(in crate::serve) fn let_go() {
        let descriptor = DESCRIPTOR.swap(NONE, Ordering::AcqRel);
        if descriptor != NONE {
            // SAFETY: the listener is that of a thread which is not in this process: nobody else here closes or uses it.
            unsafe { libc::close(descriptor) };
        }
    }
}

#[cfg(not(unix))]
mod descriptor {
    use std::net::TcpListener;

    /// There are no forked children.
    pub(super) fn keep(_: &TcpListener) {}
}
