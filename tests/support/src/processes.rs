//! The processes of the functions on an emulator.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};

/// Kills the processes of a function as the kernel does when memory runs out, without a word to
/// them; tells how many there were. The emulator starts another one for the next event.
pub(crate) fn kill(endpoint: &str, function_arn: &str) -> Result<usize> {
    let ids = of_function(endpoint, function_arn)?;
    for id in &ids {
        // The shell's own `kill`: the program of that name is not on every machine.
        let status = Command::new("sh")
            .args(["-c", "kill -KILL \"$0\"", id])
            .status()
            .context("run sh")?;
        ensure!(status.success(), "process {id} was not killed");
    }
    Ok(ids.len())
}

/// By what the emulator tells a process of itself: the same function on another one is somebody
/// else's.
fn of_function(endpoint: &str, function_arn: &str) -> Result<Vec<String>> {
    let wanted = [
        format!("EMULATED_FUNCTION={function_arn}"),
        format!("AWS_ENDPOINT_URL={endpoint}"),
    ];
    let mut ids = Vec::new();
    for entry in fs::read_dir("/proc").context("list the processes")? {
        let path = entry?.path();
        // Somebody else's, or gone since.
        let Ok(environment) = fs::read(path.join("environ")) else {
            continue;
        };
        let variables: Vec<_> = environment.split(|byte| *byte == 0).collect();
        if wanted.iter().all(|one| variables.contains(&one.as_bytes())) {
            let id = path.file_name().unwrap_or_default();
            ids.push(id.to_string_lossy().into_owned());
        }
    }
    Ok(ids)
}
