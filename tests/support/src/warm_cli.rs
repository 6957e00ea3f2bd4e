//! The stock AWS CLI, loaded once per process: a call takes 0.1 s instead of 0.6 s.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{net::UnixStream, process::CommandExt},
    path::PathBuf,
    process::{self, Child, Stdio},
    sync::OnceLock,
};

use anyhow::{Context, Result, anyhow, ensure};
use serde::{Deserialize, Serialize};

use crate::{
    environment, repository,
    toolbox::{self, Python},
};

/// The process that forks for each call. It ends when its stdin closes, so with this process.
#[derive(Debug)]
pub(crate) struct WarmCli {
    socket: PathBuf,
    _child: Child,
}

#[derive(Serialize)]
struct Call<'a> {
    arguments: &'a [&'a str],
    environment: &'a BTreeMap<&'static str, String>,
}

/// What a call printed, and its exit status.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl WarmCli {
    /// The one of this process.
    pub(crate) fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<WarmCli, String>> = OnceLock::new();
        let started = SHARED.get_or_init(|| Self::start().map_err(|error| format!("{error:#}")));
        started.as_ref().map_err(|error| anyhow!(error.clone()))
    }

    fn start() -> Result<Self> {
        let python = toolbox::python(Python::Cli)?.join("python");
        // Not in our own folder: a socket's path may have 107 characters.
        let socket = env::temp_dir().join(format!("qovery-aws-cli-{}", process::id()));
        // Left by a process of this id that was killed.
        let _ = fs::remove_file(&socket);
        let mut child = environment::command(python)
            .arg(repository::root().join("tests/emulator/warm_cli.py"))
            .arg(&socket)
            .env("AWS_CONFIG_FILE", "/dev/null")
            // Ctrl-C on a terminal is the caller's business, which has to end what it started.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("start the AWS CLI")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("the AWS CLI has no stdout")?;
        BufReader::new(stdout).read_line(&mut line)?;
        ensure!(line.trim() == "ready", "the AWS CLI did not start: {line}");
        Ok(Self {
            socket,
            _child: child,
        })
    }

    /// Runs `aws <arguments>` in this environment, and no other.
    pub(crate) fn call(
        &self,
        arguments: &[&str],
        environment: &BTreeMap<&'static str, String>,
    ) -> Result<Answer> {
        let mut stream = UnixStream::connect(&self.socket).context("connect to the AWS CLI")?;
        let mut line = serde_json::to_string(&Call {
            arguments,
            environment,
        })?;
        line.push('\n');
        stream.write_all(line.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        serde_json::from_str(&answer).with_context(|| format!("the AWS CLI answered `{answer}`"))
    }
}
