//! The AWS and the Qovery that the demo plays on.

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use serde_json::Value;
use support::{
    account::Account,
    cloudformation::{Stack, StackResult, Template},
    emulator::Emulator,
    package::{self, Package},
    qovery::Qovery,
    repository,
    stored_key::StoredKey,
    terminal::{self, Stopwatch},
    toolbox::{self, Python},
};

pub(crate) use support::ORGANIZATION;

use crate::{interrupt::Interrupt, show};

pub(crate) const ACCOUNT: &str = "123456789012";
/// Where templates and code are published from.
pub(crate) const PUBLISHER: &str = "000000000900";
/// The account that Qovery assumes roles from, in this demo.
pub(crate) const QOVERY_ACCOUNT: &str = "222222222222";
pub(crate) const TOKEN: &str = "qov_demo_token";
pub(crate) const STACK: &str = "qovery";

/// How the functions are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// In seconds.
    Development,
    /// As they are deployed, in minutes.
    Release,
}

/// Everything that a scene acts on.
pub(crate) struct Stage {
    pub(crate) account: Account,
    pub(crate) qovery: Qovery,
    /// The functions, as they were built.
    pub(crate) packages: Vec<Package>,
    publisher: Account,
    template: Template,
    interrupt: Interrupt,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.interrupt.stop();
    }
}

impl Stage {
    /// Installs, builds and starts what is needed.
    pub(crate) fn set_up(profile: Profile, interrupt: &Interrupt) -> Result<Self> {
        let packages = prepare(profile, package::FUNCTIONS, interrupt)?;
        let emulator = Emulator::start()?;
        let account = emulator.account(ACCOUNT)?;
        let publisher = emulator.account(PUBLISHER)?;
        let template = packaged(&publisher, "template.yaml", &packages)?;
        show::ready(
            "AWS",
            &format!("{}  account {ACCOUNT}, IAM enforced", emulator.endpoint()),
        );
        interrupt.hold(emulator);
        let qovery = qovery()?;
        Ok(Self {
            account,
            qovery,
            packages,
            publisher,
            template,
            interrupt: interrupt.clone(),
        })
    }

    pub(crate) fn create(&self, parameters: &[(&str, &str)]) -> Result<StackResult> {
        let protected = "--enable-termination-protection";
        let options = format!("--template-url …/template.yaml {protected}");
        show::command("create-stack", &options, parameters);
        let stack = self.stack().with_options(&[protected]);
        Ok(stack.create(&self.template, parameters)?)
    }

    /// The account that publishes.
    pub(crate) fn publisher(&self) -> &Account {
        &self.publisher
    }

    pub(crate) fn update(&self, parameters: &[(&str, &str)]) -> Result<StackResult> {
        show::command("update-stack", "--use-previous-template", parameters);
        Ok(self.stack().update(&self.template, parameters)?)
    }

    pub(crate) fn delete(&self) -> Result<StackResult> {
        show::command("delete-stack", "", &[]);
        Ok(self.stack().delete()?)
    }

    /// Deletes the stack without the custom resource, which CloudFormation could not delete.
    pub(crate) fn delete_without_credentials(&self) -> Result<StackResult> {
        let options = ["--retain-resources", "QoveryCredentials"];
        show::command("delete-stack", &options.join(" "), &[]);
        let stack = self.stack();
        Ok(stack.watch(stack.start("delete-stack", &options)?)?)
    }

    /// Turns termination protection off.
    pub(crate) fn unprotect(&self) -> Result<()> {
        let off = "--no-enable-termination-protection";
        show::command("update-termination-protection", off, &[]);
        let update = ["cloudformation", "update-termination-protection", off];
        let of = ["--stack-name", STACK];
        self.account.aws().run(&[&update[..], &of].concat())?;
        Ok(())
    }

    /// The last answer that the function gave to CloudFormation, from its log.
    pub(crate) fn answer(&self) -> Result<Value> {
        let lines = self.account.all_log_lines()?;
        let records = lines
            .iter()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut answers = records.filter(|record| record["message"] == "answering");
        Ok(answers.next_back().unwrap_or_default())
    }

    /// The one set of credentials that Qovery holds for the organization.
    pub(crate) fn credentials_id(&self) -> Result<String> {
        let held = self.qovery.credentials(ORGANIZATION);
        ensure!(
            held.len() == 1,
            "one set of credentials at Qovery: {held:?}"
        );
        Ok(held[0].id.clone())
    }

    /// The name that AWS gave to a resource of the stack.
    pub(crate) fn physical_id(&self, logical_id: &str) -> Result<String> {
        Ok(self.account.stack(STACK).physical_id(logical_id)?)
    }

    /// The secret with the stack's key.
    pub(crate) fn stored_key(&self) -> Result<StoredKey> {
        let (user, secret) = (
            self.physical_id("QoveryUser")?,
            self.physical_id("QoveryKey")?,
        );
        Ok(StoredKey::new(&self.account, &user, &secret))
    }

    /// Lets days pass for functions that read the machine's clock: every date becomes older.
    pub(crate) fn age(&self, days: u32) -> Result<()> {
        self.interrupt.check()?;
        let by = Duration::from_hours(24) * days;
        self.qovery.age(by);
        self.account.age(by)?;
        show::days(days);
        Ok(())
    }

    pub(crate) fn stack(&self) -> Stack {
        let watch = Stopwatch::start();
        self.account
            .stack(STACK)
            .on_event(move |event| show::event(watch, event))
    }
}

/// Installs the tools and builds these functions.
pub(crate) fn prepare(
    profile: Profile,
    functions: &[&str],
    interrupt: &Interrupt,
) -> Result<Vec<Package>> {
    terminal::heading("Setting the stage");
    task(interrupt, "tools", || {
        toolbox::prepare(&[Python::Emulator, Python::Cli])?;
        Ok((
            (),
            "the AWS CLI and the emulator, under target/tools".to_owned(),
        ))
    })?;
    task(interrupt, "functions", || built(profile, functions))
}

/// A Qovery with the organization of the demo.
pub(crate) fn qovery() -> Result<Qovery> {
    let qovery = Qovery::start()?;
    qovery.organization(ORGANIZATION, TOKEN);
    show::ready(
        "Qovery",
        &format!("{}  organization {ORGANIZATION}", qovery.url()),
    );
    Ok(qovery)
}

/// The functions, and what to say of them.
fn built(profile: Profile, functions: &[&str]) -> Result<(Vec<Package>, String)> {
    match profile {
        Profile::Development => {
            let packages = package::build_for_development(functions)?;
            Ok((
                packages,
                "built for development; --release builds what is deployed".to_owned(),
            ))
        }
        Profile::Release => {
            let packages = package::build(functions)?;
            let sizes = show::packages(&packages)?.join(", ");
            Ok((packages, format!("as they are deployed: {sizes}")))
        }
    }
}

/// A template of this repository, with the functions' code in the publisher's bucket.
pub(crate) fn packaged(
    publisher: &Account,
    template: &str,
    packages: &[Package],
) -> Result<Template> {
    let code: Vec<(&str, &Path)> = packages
        .iter()
        .map(|package| (package.code_uri.as_str(), package.zip.as_path()))
        .collect();
    Template::package(publisher, &repository::root().join(template), &code)
}

/// A step that takes long the first time: announced before, reported after.
fn task<T>(
    interrupt: &Interrupt,
    name: &str,
    work: impl FnOnce() -> Result<(T, String)>,
) -> Result<T> {
    interrupt.check()?;
    let watch = Stopwatch::start();
    terminal::progress(&format!("{name} … (minutes when it is the first time)"));
    let (made, what) = work()?;
    show::ready(name, &format!("{what} ({watch})"));
    interrupt.check()?;
    Ok(made)
}
