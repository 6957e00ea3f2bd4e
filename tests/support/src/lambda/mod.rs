//! A Lambda on this machine: the runtime API, and a process that polls it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use tokio::time::Instant;

mod runtime_api;
mod usage;

pub use usage::Usage;

use runtime_api::{Note, RuntimeApi};

/// Far longer than any function takes that is well, under an instrument that slows it down.
const PATIENCE: Duration = Duration::from_mins(2);
/// Between looks at whether a process has ended.
const LOOK: Duration = Duration::from_millis(20);

/// A function's process that waits for its next event. Killed when dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// Just before the process was started.
    pub started: Instant,
    /// When it first asked for an event.
    pub polled: Instant,
    api: RuntimeApi,
    process: Process,
}

/// One event.
#[derive(Debug)]
pub struct Invocation {
    /// When the function got it.
    pub began: Instant,
    /// When it had answered.
    pub ended: Instant,
    /// What it answered; else the error that it reported.
    pub answer: Result<Value, String>,
}

impl Sandbox {
    /// Starts the program with nothing in its environment but what is given and what Lambda
    /// gives, and waits until it asks for an event. What it writes goes to `log`.
    pub fn start(
        program: &[impl AsRef<std::ffi::OsStr>],
        environment: &[(&str, String)],
        log: &Path,
    ) -> Result<Self> {
        let (name, arguments) = program.split_first().context("no program was given")?;
        let api = RuntimeApi::start()?;
        let mut command = Command::new(name);
        command.args(arguments).env_clear();
        command.envs(lambdas_own(&api));
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let started = Instant::now();
        let process = Process::start(command, log)?;
        let mut sandbox = Self {
            started,
            polled: started,
            api,
            process,
        };
        match sandbox.note()? {
            Note::Polled(at) => sandbox.polled = at,
            other => bail!("the function did not start: {other:?}"),
        }
        Ok(sandbox)
    }

    /// Sends it an event, and waits until it asks for the next one.
    pub fn invoke(&mut self, event: &Value) -> Result<Invocation> {
        let began = Instant::now();
        self.api.give(event)?;
        let (ended, answer) = match self.note()? {
            Note::Answered(at, answer) => (at, Ok(answer)),
            Note::Failed(at, error) => (at, Err(error)),
            Note::Polled(_) => bail!("the function asked for an event before it had answered"),
        };
        match self.note()? {
            Note::Polled(_) => {}
            other => bail!("the function answered twice: {other:?}"),
        }
        Ok(Invocation {
            began,
            ended,
            answer,
        })
    }

    /// What the process has used so far.
    pub fn usage(&self) -> Result<Usage> {
        Usage::of(self.process.child.id())
    }

    /// Takes the runtime API away and waits until the process ends by itself, as it does then.
    pub fn end(mut self) -> Result<()> {
        self.api.stop();
        let asked = Instant::now();
        while self.process.child.try_wait()?.is_none() {
            if asked.elapsed() > PATIENCE {
                bail!("the function goes on without a runtime API");
            }
            sleep(LOOK);
        }
        Ok(())
    }

    /// The next thing that it does.
    fn note(&mut self) -> Result<Note> {
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(note) = self.api.note(LOOK) {
                return Ok(note);
            }
            if let Some(status) = self.process.child.try_wait()? {
                return Err(anyhow!("{}", self.process.written()))
                    .with_context(|| format!("the function ended with {status}"));
            }
        }
        Err(anyhow!("{}", self.process.written())).context("the function does not answer")
    }
}

/// A child and what it writes.
#[derive(Debug)]
struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    fn start(mut command: Command, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let output = File::create(log).with_context(|| format!("write {}", log.display()))?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let child = command
            .spawn()
            .with_context(|| format!("start {}", command.get_program().display()))?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    /// The end of it.
    fn written(&self) -> String {
        let all = fs::read_to_string(&self.log).unwrap_or_default();
        let from = all.floor_char_boundary(all.len().saturating_sub(2_000));
        format!("{}: … {}", self.log.display(), &all[from..])
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Source: AWS Lambda's developer guide, "Defined runtime environment variables".
fn lambdas_own(api: &RuntimeApi) -> [(&'static str, String); 9] {
    [
        ("AWS_LAMBDA_RUNTIME_API", api.address()),
        ("AWS_LAMBDA_FUNCTION_NAME", "function".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".to_owned()),
        ("AWS_REGION", "eu-west-3".to_owned()),
        ("AWS_DEFAULT_REGION", "eu-west-3".to_owned()),
        ("AWS_ACCESS_KEY_ID", "ASIAFAKEFUNCTIONROLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "unchecked".to_owned()),
        ("AWS_SESSION_TOKEN", "unchecked".to_owned()),
    ]
}
