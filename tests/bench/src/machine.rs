//! What was measured on.

use std::{fs, process::Command, thread::available_parallelism};

use time::OffsetDateTime;

/// `2 × AMD EPYC, 24 GB, Linux 6.18, rustc 1.95.0, Python 3.11.7, 2026-11-23`.
pub(crate) fn describe() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    let parts = [
        format!("{cores} × {}", field("/proc/cpuinfo", "model name")),
        memory(),
        format!("Linux {}", output("uname", "-r")),
        output("rustc", "--version"),
        output("python3.11", "--version"),
        OffsetDateTime::now_utc().date().to_string(),
    ];
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

fn memory() -> String {
    let total = field("/proc/meminfo", "MemTotal");
    let kilobytes = total.trim_end_matches(" kB").parse::<u64>();
    kilobytes.map_or_else(|_| String::new(), |kb| format!("{} GB", kb / 1_000_000))
}

/// The first line `name: value` of a file.
fn field(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line.and_then(|line| line.split_once(':'));
    value
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

fn output(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    // Name and version; what else a program says of itself is too long for a line.
    let words = text.unwrap_or_default();
    let words: Vec<&str> = words.split_whitespace().take(2).collect();
    words.join(" ")
}
