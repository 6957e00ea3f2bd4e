//! The decisions alone, which wait for nothing: as `divan` measures them.

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use support::repository::cargo;

/// One decision, with its times as `divan` prints them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Decision {
    pub(crate) name: String,
    pub(crate) fastest: String,
    pub(crate) median: String,
    pub(crate) slowest: String,
}

pub(crate) fn measure() -> Result<Vec<Decision>> {
    let benches = ["trust", "decisions"];
    let mut bench = cargo(["bench", "--package", "domain", "--quiet"]);
    for name in benches {
        bench.args(["--bench", name]);
    }
    let output = bench.output().context("start `cargo bench`")?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`cargo bench` failed: {stderr}");
    let decisions = read(&String::from_utf8_lossy(&output.stdout));
    ensure!(
        !decisions.is_empty(),
        "`cargo bench` printed no times that can be read: see tests/bench/src/decisions.rs"
    );
    Ok(decisions)
}

/// The rows of `divan`'s tree. A row without times is what the deeper rows below it belong to.
fn read(printed: &str) -> Vec<Decision> {
    let mut of = String::new();
    let mut decisions = Vec::new();
    for line in printed.lines() {
        let is_deeper = line.starts_with("│  ") || line.starts_with("   ");
        let Some((_, row)) = line.split_once("─ ") else {
            continue;
        };
        let mut cells = row.split('│').map(str::trim);
        let first = cells.next().unwrap_or_default();
        let (name, fastest) = first.split_once("  ").unwrap_or((first, ""));
        let mut cell = || cells.next().unwrap_or_default().to_owned();
        let (slowest, median) = (cell(), cell());
        if median.is_empty() {
            name.clone_into(&mut of);
            continue;
        }
        let name = if is_deeper {
            format!("{of}, {name}")
        } else {
            name.to_owned()
        };
        decisions.push(Decision {
            name,
            fastest: fastest.trim().to_owned(),
            median,
            slowest,
        });
    }
    decisions
}

impl Decision {
    /// The median in microseconds.
    pub(crate) fn microseconds(&self) -> Option<f64> {
        let (number, unit) = self.median.split_once(' ')?;
        let factor = match unit {
            "ns" => 1e-3,
            "µs" => 1.0,
            "ms" => 1e3,
            "s" => 1e6,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
Timer precision: 40 ns
decisions                 fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ reconciliation_decide                │               │               │               │         │
│  ├─ 1                   16.8 µs       │ 104.3 µs      │ 17.36 µs      │ 19.14 µs      │ 100     │ 100
│  ╰─ 100                 48.11 µs      │ 4.127 ms      │ 50.03 µs      │ 92.74 µs      │ 100     │ 100
╰─ rotation_next          278.6 ns      │ 328.6 ns      │ 282.3 ns      │ 284.1 ns      │ 100     │ 1600
";

    #[test]
    fn rows_are_read_with_what_they_belong_to() {
        let decisions = read(PRINTED);
        let names: Vec<&str> = decisions.iter().map(|one| one.name.as_str()).collect();
        let expected = [
            "reconciliation_decide, 1",
            "reconciliation_decide, 100",
            "rotation_next",
        ];
        assert_eq!(names, expected);
        assert_eq!(decisions[1].slowest, "4.127 ms");
        assert_eq!(decisions[1].fastest, "48.11 µs");
        assert_eq!(decisions[2].microseconds(), Some(0.2823));
    }
}
