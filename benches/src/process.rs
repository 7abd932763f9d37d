//! What the system says about a process and about the machine. Linux; elsewhere the figures are absent.

use std::fs::read_to_string;
use std::process::Command;
use std::thread::{available_parallelism, sleep};
use std::time::{Duration, Instant};

/// The largest resident set so far of a process (`self` or an id), in MB of 10^6 bytes.
pub fn peak_megabytes(process: &str) -> Option<f64> {
    let status = read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// Waits until a process uses no processor: its background threads have worked off what they were given.
pub fn wait_until_idle(process: &str) {
    let give_up = Instant::now() + Duration::from_secs(10);
    let mut last = None;
    while Instant::now() < give_up {
        let used = processor_ticks(process);
        if used.is_none() || used == last {
            return;
        }
        last = used;
        sleep(Duration::from_millis(15));
    }
}

/// User and system time of a process, in the system's ticks (10 ms each).
fn processor_ticks(process: &str) -> Option<u64> {
    let stat = read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// The processor, its cores and the compiler, in one line.
pub fn machine() -> String {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let model = field("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let number = match (field("cpu family"), field("model\t")) {
        (Some(family), Some(model)) => format!(" (family {family} model {model})"),
        _ => String::new(),
    };
    let cores = available_parallelism().map_or(0, usize::from);
    format!("{model}{number}, {cores} cores, {}", compiler())
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(|_| "rustc unknown".into(), |output| String::from_utf8_lossy(&output.stdout).trim().into())
}
