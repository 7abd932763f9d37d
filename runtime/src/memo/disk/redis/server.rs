//! A redis server: connections that are kept, and what happens while it does not answer.

use core::fmt;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use redis::{Client, Cmd, Connection, FromRedisValue, RedisError, RedisResult, pipe};

use crate::report::output::complain;

/// The server answers within this, or is taken for dead.
const PATIENCE: Duration = Duration::from_millis(250);
/// A dead server is left alone for so long, at first and at most; each time twice as long.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A server, for all functions that have their results there.
pub(super) struct Server {
    url: String,
    /// `None` if the address is none.
    client: Option<Client>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Connections that nobody uses now, and the process that made them.
    idle: Vec<Connection>,
    process: u32,
    /// How long the server was left alone, and until when it is.
    pause: Duration,
    until: Option<Instant>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

impl Server {
    /// The server at an address.
    pub(super) fn at(url: Option<&str>) -> &'static Server {
        static ALL: Mutex<Vec<&'static Server>> = Mutex::new(Vec::new());
        let own = || std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1/".to_owned());
        let url = url.map_or_else(own, str::to_owned);
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = all.iter().find(|server| server.url == url) {
            return server;
        }
        let client = Client::open(url.as_str());
        if let Err(error) = &client {
            complain(&format!(
                "`#[memoize(redis)]` cannot use its server's address ({error}): results are kept in memory only"
            ));
        }
        let server = &*Box::leak(Box::new(Server { url, client: client.ok(), state: Mutex::default() }));
        all.push(server);
        server
    }

    /// The answer to a command; `None` while there is none to be had.
    pub(super) fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        self.with_connection(|connection| command.query(connection))
    }

    /// The answers to two commands, on one way.
    pub(super) fn ask_both<A: FromRedisValue, B: FromRedisValue>(&self, commands: &[Cmd; 2]) -> Option<(A, B)> {
        let mut both = pipe();
        for command in commands {
            both.add_command(command.clone());
        }
        self.with_connection(|connection| both.query(connection))
    }

    fn with_connection<T>(&self, mut ask: impl FnMut(&mut Connection) -> RedisResult<T>) -> Option<T> {
        // One that was kept may be of a server that has begun anew meanwhile.
        if let Some(mut connection) = self.kept()?
            && let Ok(answer) = ask(&mut connection)
        {
            self.state().idle.push(connection);
            return Some(answer);
        }
        let answered = self.connect().and_then(|mut connection| Ok((ask(&mut connection)?, connection)));
        let mut state = self.state();
        match answered {
            Ok((answer, connection)) => {
                (state.until, state.pause) = (None, Duration::ZERO);
                state.idle.push(connection);
                Some(answer)
            }
            Err(error) => {
                self.leave_alone(&mut state, &error);
                None
            }
        }
    }

    /// A connection that was kept, if there is one. Nothing while the server is left alone; of many callers at the end of that
    /// time one tries.
    fn kept(&self) -> Option<Option<Connection>> {
        self.client.as_ref()?;
        let mut state = self.state();
        if let Some(until) = state.until {
            let now = Instant::now();
            if now < until {
                return None;
            }
            state.until = Some(now + 2 * PATIENCE);
        }
        // A connection of the parent's would get the parent's answers.
        let process = std::process::id();
        if core::mem::replace(&mut state.process, process) != process {
            state.idle.clear();
        }
        Some(state.idle.pop())
    }

    fn connect(&self) -> RedisResult<Connection> {
        let client = self.client.as_ref().ok_or(std::io::Error::other("no address"))?;
        let connection = client.get_connection_with_timeout(PATIENCE)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.set_write_timeout(Some(PATIENCE))?;
        Ok(connection)
    }

    fn leave_alone(&self, state: &mut State, error: &RedisError) {
        state.idle.clear();
        if state.pause.is_zero() {
            complain(&format!("redis cannot be used ({error}): computing until it can"));
        }
        state.pause = (state.pause * 2).clamp(PAUSES.0, PAUSES.1);
        state.until = Some(Instant::now() + state.pause);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
