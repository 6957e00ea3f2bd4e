//! An AWS of our own: `MiniStack` with our patches, as a child process on 127.0.0.1.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{self, Child, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    account::Account,
    environment, repository,
    toolbox::{self, Python},
};

/// It takes half a second; a cold file cache and a busy machine, some more.
const READY_WITHIN: Duration = Duration::from_mins(1);
const READY_POLL: Duration = Duration::from_millis(50);

/// A running emulator. It ends, with every function that it runs, when this is dropped or when
/// the process that holds it ends, however that happens.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    endpoint: String,
    folder: PathBuf,
    next_account: AtomicU64,
}

impl Emulator {
    /// Starts an emulator and waits until it answers.
    pub fn start() -> Result<Self> {
        toolbox::prepare(&[Python::Emulator, Python::Cli])?;
        let programs = toolbox::python(Python::Emulator)?;
        let port = free_port()?;
        let folder = working_folder(port)?;
        let endpoint = format!("http://127.0.0.1:{port}");
        let log = File::create(folder.join("emulator.log"))?;
        let child = environment::command(programs.join("python"))
            .args(["-m", "qovery_emulator"])
            // Functions written in Python, as those of our tests, find botocore there.
            .env("PATH", environment::path_with(&programs))
            .env("PYTHONPATH", repository::root().join("tests/emulator"))
            // Else each start compiles the emulator anew; and nothing is written beside the sources.
            .env(
                "PYTHONPYCACHEPREFIX",
                repository::root().join("target/tools/pycache"),
            )
            .env("TMPDIR", folder.join("tmp"))
            .env("GATEWAY_PORT", port.to_string())
            // Functions inherit this, and without it they would call the real AWS.
            .env("AWS_ENDPOINT_URL", &endpoint)
            .current_dir(&folder)
            .process_group(0)
            // The emulator ends when this pipe closes: a killed test leaves nothing running.
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("start the emulator")?;
        let next_account = AtomicU64::new(100_000_000_000);
        let mut emulator = Self {
            child,
            endpoint,
            folder,
            next_account,
        };
        emulator.wait_until_ready()?;
        Ok(emulator)
    }

    /// One emulator for all tests of a process: they differ in their accounts.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<Emulator, String>> = OnceLock::new();
        let started = SHARED.get_or_init(|| Self::start().map_err(|error| format!("{error:#}")));
        started.as_ref().map_err(|error| anyhow!(error.clone()))
    }

    /// Where it listens, as `AWS_ENDPOINT_URL` wants it.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What the emulator says. Functions' lines are in CloudWatch Logs, see [`Account`].
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.folder.join("emulator.log")
    }

    /// The account with this 12-digit id; accounts share nothing and need not be made.
    pub fn account(&self, id: &str) -> Result<Account> {
        Account::new(&self.endpoint, id, &self.folder)
    }

    /// An account that nobody else uses.
    pub fn fresh_account(&self) -> Result<Account> {
        self.account(
            &self
                .next_account
                .fetch_add(1, Ordering::Relaxed)
                .to_string(),
        )
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let url = format!("{}/_ministack/ready", self.endpoint);
        let mut waited = Duration::ZERO;
        while waited < READY_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "the emulator ended at once ({status}):\n{}",
                    self.last_lines()
                );
            }
            if ureq::get(&url).call().is_ok() {
                return Ok(());
            }
            sleep(READY_POLL);
            waited += READY_POLL;
        }
        bail!(
            "the emulator is not ready after {READY_WITHIN:?}:\n{}",
            self.last_lines()
        )
    }

    fn last_lines(&self) -> String {
        let log = fs::read_to_string(self.log_file()).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(20).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The kernel's choice; nothing else takes it in the moment until the emulator does.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// `target/emulator/<our process id>-<port>`. Folders of processes that are gone are removed:
/// a log is worth reading after a failed test, and until the next one.
fn working_folder(port: u16) -> Result<PathBuf> {
    let all = repository::root().join("target/emulator");
    for entry in fs::read_dir(&all).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name
            .to_string_lossy()
            .split('-')
            .next()
            .map(|id| format!("/proc/{id}"));
        if owner.is_some_and(|owner| !Path::new(&owner).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let folder = all.join(format!("{}-{port}", process::id()));
    fs::create_dir_all(folder.join("tmp"))?;
    Ok(folder)
}
