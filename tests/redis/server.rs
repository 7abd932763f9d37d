//! A redis server for one test.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::stage::Stage;

pub(crate) struct Server {
    child: Option<Child>,
    port: u16,
    folder: Stage,
}

impl Server {
    /// `None`, and a line about it, where the machine has no such program.
    pub(crate) fn start() -> Option<Server> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            println!("skipped: there is no redis-server on this machine");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Server { child: None, port, folder: Stage::new() };
        server.start_again();
        Some(server)
    }

    pub(crate) fn start_again(&mut self) {
        let port = self.port.to_string();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"]);
        self.child = Some(command.arg(self.folder.folder()).stdout(Stdio::null()).spawn().unwrap());
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("redis-server does not answer");
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Makes it stop answering, or go on.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.as_ref().map(|child| child.id().to_string()).unwrap();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// The names of all keys.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(b"KEYS *\r\nQUIT\r\n").unwrap();
        BufReader::new(stream).lines().map(Result::unwrap).filter(|line| line.starts_with("bedeck:")).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
