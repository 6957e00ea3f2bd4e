//! Memory and processor time that a process has used so far, from `/proc`.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result, ensure};

/// Memory and processor time.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// The most memory that was ever resident, in bytes.
    pub peak_memory: u64,
    /// On a processor, all threads that live.
    pub cpu: Duration,
}

impl Usage {
    pub(super) fn of(process: u32) -> Result<Self> {
        ensure!(
            cfg!(target_os = "linux"),
            "memory and processor time are read from /proc: this works on Linux only"
        );
        let folder = format!("/proc/{process}");
        Ok(Self {
            peak_memory: peak_memory(Path::new(&folder))?,
            cpu: cpu(Path::new(&folder))?,
        })
    }
}

/// Source: proc(5), `VmHWM`.
fn peak_memory(process: &Path) -> Result<u64> {
    let status = fs::read_to_string(process.join("status")).context("read the process's status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
    let kilobytes: u64 = kilobytes.context("`/proc` has no VmHWM")?.parse()?;
    Ok(kilobytes * 1024)
}

/// To the nanosecond, where `stat` counts in ticks of ten milliseconds. Source: the kernel's
/// `Documentation/scheduler/sched-stats.rst`.
fn cpu(process: &Path) -> Result<Duration> {
    let mut sum = 0;
    for thread in fs::read_dir(process.join("task"))? {
        let Ok(stat) = fs::read_to_string(thread?.path().join("schedstat")) else {
            // It has just ended; threads that end early do little.
            continue;
        };
        let first = stat.split_whitespace().next();
        sum += first.context("an empty schedstat")?.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(sum))
}
