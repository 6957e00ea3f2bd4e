//! One operator's world: an account, a token in a secret, an organization at Qovery.

use std::{fs, thread::sleep, time::Duration};

use anyhow::{Result, bail};
use contract::audit;
use serde_json::json;
use support::{
    account::Account,
    aws::AwsError,
    cloudformation::{Operation, Stack, StackResult, Template},
    emulator::Emulator,
    qovery::Qovery,
    stored_key::StoredKey,
};

use super::templates;

/// The organization of every scene; stand-ins share nothing.
pub(crate) const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";
/// Marked, so that a hunt finds it wherever it shows up.
pub(crate) const TOKEN: &str = "qov_MARKED-SECRET-api-token";
/// The account that Qovery assumes roles from, in these tests.
pub(crate) const QOVERY_ACCOUNT: &str = "222222222222";

/// An operator about to deploy.
pub(crate) struct Scene {
    pub(crate) account: Account,
    pub(crate) qovery: Qovery,
    pub(crate) token_secret: String,
    template: Template,
}

/// Parameters beside the required ones, which they replace where they have the same name.
pub(crate) type Parameters<'a> = &'a [(&'a str, &'a str)];

impl Scene {
    pub(crate) fn new() -> Result<Self> {
        Self::with(templates::as_it_is()?)
    }

    /// An operator of a variant of the template.
    pub(crate) fn with(template: Template) -> Result<Self> {
        let account = Emulator::shared()?.fresh_account()?;
        let qovery = Qovery::start()?;
        qovery.organization(ORGANIZATION, TOKEN);
        let value = token_for(&qovery, TOKEN);
        let token_secret = secret(&account, "qovery-api-token", &value)?;
        Ok(Self {
            account,
            qovery,
            token_secret,
            template,
        })
    }

    /// What a secret with this token holds: the token, and that it may go to the stand-in.
    pub(crate) fn token(&self, token: &str) -> String {
        token_for(&self.qovery, token)
    }

    pub(crate) fn stack(&self) -> Stack {
        self.account.stack("qovery")
    }

    /// Turns termination protection on, as it has to be while clusters depend on the stack.
    pub(crate) fn protect(&self) -> Result<(), AwsError> {
        let update = ["cloudformation", "update-termination-protection"];
        let on = ["--enable-termination-protection", "--stack-name", "qovery"];
        self.account
            .aws()
            .run(&[&update[..], &on].concat())
            .map(drop)
    }

    /// A deployed cluster that uses the stack's credentials; its id.
    pub(crate) fn cluster(&self, name: &str) -> String {
        let credentials = &self.registered()[0].0;
        let cluster = self.qovery.link_cluster(ORGANIZATION, credentials, name);
        self.qovery.deploy(&cluster);
        cluster
    }

    pub(crate) fn create(&self, parameters: Parameters<'_>) -> Result<StackResult, AwsError> {
        self.create_with(&[], parameters)
    }

    /// A create with options of `create-stack`.
    pub(crate) fn create_with(
        &self,
        options: &[&str],
        parameters: Parameters<'_>,
    ) -> Result<StackResult, AwsError> {
        let stack = self.stack().with_options(options);
        stack.create(&self.template, &self.with_required(parameters))
    }

    /// A create that nobody waits for.
    pub(crate) fn start_create(&self, parameters: Parameters<'_>) -> Result<Operation, AwsError> {
        let all = self.with_required(parameters);
        self.stack().start_create(&self.template, &all)
    }

    fn with_required<'a>(&'a self, parameters: Parameters<'a>) -> Vec<(&'a str, &'a str)> {
        let required = [
            ("QoveryOrganizationId", ORGANIZATION),
            ("QoveryApiTokenSecretArn", &self.token_secret),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
            ("Architecture", "x86_64"),
        ];
        let is_given = |name: &str| parameters.iter().any(|(given, _)| *given == name);
        let absent = required.into_iter().filter(|(name, _)| !is_given(name));
        absent.chain(parameters.iter().copied()).collect()
    }

    /// A create that is only the way to something else, and must succeed.
    pub(crate) fn created(&self, parameters: Parameters<'_>) -> Result<StackResult> {
        let created = self.create(parameters)?;
        assert_eq!(created.status, "CREATE_COMPLETE", "{}", created.failure());
        Ok(created)
    }

    pub(crate) fn update(&self, parameters: Parameters<'_>) -> Result<StackResult, AwsError> {
        self.stack().update(&self.template, parameters)
    }

    /// An update that nobody waits for, with options of `update-stack`.
    pub(crate) fn start_update(
        &self,
        options: &[&str],
        parameters: Parameters<'_>,
    ) -> Result<Operation, AwsError> {
        let stack = self.stack().with_options(options);
        stack.start_update(&self.template, parameters)
    }

    pub(crate) fn delete(&self) -> Result<StackResult, AwsError> {
        self.stack().delete()
    }

    /// Lets time go by: whatever is dated is so much older.
    pub(crate) fn age(&self, by: Duration) -> Result<()> {
        self.qovery.age(by);
        self.account.age(by)
    }

    /// The name that a resource of the stack has in AWS.
    pub(crate) fn physical_id(&self, logical_id: &str) -> Result<String, AwsError> {
        self.stack().physical_id(logical_id)
    }

    /// The secret with the key of the stack's user.
    pub(crate) fn stored_key(&self) -> Result<StoredKey, AwsError> {
        let user = self.physical_id("QoveryUser")?;
        let secret = self.physical_id("QoveryKey")?;
        Ok(StoredKey::new(&self.account, &user, &secret))
    }

    /// Takes every registry away, as a person may in the console.
    pub(crate) fn remove_registries(&self) {
        self.qovery.edit(|state| {
            if let Some(known) = state.organizations.get_mut(ORGANIZATION) {
                known.registries.clear();
            }
        });
    }

    /// The credentials of the organization: id, name and role or key.
    pub(crate) fn registered(&self) -> Vec<(String, String, String)> {
        self.qovery
            .credentials(ORGANIZATION)
            .into_iter()
            .map(|one| {
                (
                    one.id,
                    one.name,
                    one.values.identity().unwrap_or_default().to_owned(),
                )
            })
            .collect()
    }

    /// Whatever was said to anybody, searched for what must not be said.
    ///
    /// A stack that could not be created takes its function's log group with it, here and on AWS:
    /// what the function printed is in the emulator's own log, too, whatever the account.
    pub(crate) fn assert_no_secret_was_shown(&self, results: &[&StackResult]) -> Result<()> {
        let mut texts = self.account.all_log_lines()?;
        let printed = fs::read_to_string(Emulator::shared()?.log_file())?;
        assert!(
            printed.contains(r#""message":"answering""#),
            "the function logs at least its answer"
        );
        texts.push(printed);
        texts.extend(results.iter().map(|result| format!("{result:?}")));
        for text in texts {
            for secret in ["MARKED-SECRET", "/cfn-response/"] {
                assert!(!text.contains(secret), "{secret} shows in: {text}");
            }
        }
        assert_eq!(audit(&self.qovery), Vec::<String>::new());
        Ok(())
    }
}

pub(super) fn token_for(qovery: &Qovery, token: &str) -> String {
    json!({"token": token, "api_url": qovery.url()}).to_string()
}

/// A secret of that account.
pub(crate) fn secret(account: &Account, name: &str, value: &str) -> Result<String, AwsError> {
    let made = account.aws().run(&[
        "secretsmanager",
        "create-secret",
        "--name",
        name,
        "--secret-string",
        value,
    ])?;
    Ok(made["ARN"].as_str().unwrap_or_default().to_owned())
}

/// Looks every 100 ms for a minute and a half: longer than anything here takes.
pub(super) fn wait_until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    for _ in 0..900 {
        if is_so()? {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    bail!("in vain: {what}")
}
