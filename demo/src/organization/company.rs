//! A company's accounts, its hub, and what its Qovery holds.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use support::{
    account::Account,
    aws::AwsError,
    cloudformation::{Stack, StackResult, Template},
    emulator::Emulator,
    package,
    qovery::{Credential, Qovery},
    repository,
    terminal::{self, Stopwatch},
};

use crate::{
    interrupt::Interrupt,
    page, show,
    stage::{
        ORGANIZATION, PUBLISHER, Profile, QOVERY_ACCOUNT, STACK, TOKEN, packaged, prepare, qovery,
    },
};

const HUB: &str = "999999999999";
const AWS_ORGANIZATION: &str = "o-a1b2c3d4e5";
/// Five of an organizational unit, one that joins it, and one that is refused.
const MEMBERS: [&str; 7] = [
    "100000000001",
    "100000000002",
    "100000000003",
    "100000000004",
    "100000000005",
    "100000000006",
    "100000000007",
];

/// The company.
pub(super) struct Company {
    pub(super) hub: Account,
    pub(super) members: Vec<Account>,
    pub(super) qovery: Qovery,
    hub_template: Template,
    topic: String,
    interrupt: Interrupt,
}

/// A member stack that was deployed.
pub(super) struct Joined {
    pub(super) account: String,
    pub(super) result: StackResult,
}

impl Drop for Company {
    fn drop(&mut self) {
        self.interrupt.stop();
    }
}

impl Company {
    /// Installs, builds and starts what is needed.
    pub(super) fn set_up(profile: Profile, interrupt: &Interrupt) -> Result<Self> {
        let packages = prepare(profile, package::HUB_FUNCTIONS, interrupt)?;
        let emulator = Emulator::start()?;
        let hub = emulator.account(HUB)?;
        let members = MEMBERS.iter().map(|id| emulator.account(id));
        let members = members.collect::<Result<Vec<_>>>()?;
        hub.found_organization(AWS_ORGANIZATION, &members)?;
        let hub_template = packaged(
            &emulator.account(PUBLISHER)?,
            "organization/hub.yaml",
            &packages,
        )?;
        let aws = emulator.endpoint();
        show::ready(
            "AWS",
            &format!("{aws}  organization {AWS_ORGANIZATION}, IAM enforced"),
        );
        interrupt.hold(emulator);
        let qovery = qovery()?;
        Ok(Self {
            hub,
            members,
            qovery,
            hub_template,
            topic: String::new(),
            interrupt: interrupt.clone(),
        })
    }

    /// The operator's first minutes.
    pub(super) fn deploy_hub(&mut self) -> Result<()> {
        let token = json!({"token": TOKEN, "api_url": self.qovery.url()}).to_string();
        let name = ["--name", "qovery-api-token", "--secret-string", &token];
        let create = ["secretsmanager", "create-secret"];
        let made = self.hub.aws().run(&[&create[..], &name].concat())?;
        let secret = made["ARN"].as_str().context("the secret has no ARN")?;
        let parameters = [
            ("QoveryOrganizationId", ORGANIZATION),
            ("QoveryApiTokenSecretArn", secret),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
            ("AwsOrganizationId", AWS_ORGANIZATION),
            ("Architecture", "x86_64"),
        ];
        page::command("aws cloudformation create-stack --stack-name hub --template-url …/hub.yaml");
        let watch = Stopwatch::start();
        let stack = self.hub.stack("hub");
        let stack = stack.on_event(move |event| show::event(watch, event));
        let created = stack.create(&self.hub_template, &parameters)?;
        show::ended(&created, "CREATE_COMPLETE", "the hub waits for members")?;
        let topic = created.outputs.get("HubTopicArn");
        self.topic
            .clone_from(topic.context("the hub has no topic")?);
        show::ready("topic", &self.topic);
        Ok(())
    }

    /// Deploys the member stack in each of these accounts at once.
    pub(super) fn deploy(&self, members: &[Account], more: &[(&str, &str)]) -> Result<Vec<Joined>> {
        self.interrupt.check()?;
        let given = [
            ("HubTopicArn", self.topic.as_str()),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
        ];
        let parameters = [&given[..], more].concat();
        let template = Template::File(repository::root().join("organization/member.yaml"));
        let started = members.iter().map(|account| {
            let stack = account.stack(STACK);
            let operation = stack.start_create(&template, &parameters)?;
            Ok((account, stack, operation))
        });
        let started = started.collect::<Result<Vec<_>, AwsError>>()?;
        let ended = started.into_iter().map(|(account, stack, operation)| {
            let result = stack.watch(operation)?;
            let account = account.id().to_owned();
            Ok(Joined { account, result })
        });
        ended.collect()
    }

    /// The credentials of an account.
    pub(super) fn held(&self, account: &Account) -> Option<Credential> {
        let name = format!("aws-{}", account.id());
        let mut held = self.qovery.credentials(ORGANIZATION).into_iter();
        held.find(|one| one.name == name)
    }

    /// Each account with its stack and its credentials.
    pub(super) fn show_fleet(&self) -> Result<()> {
        terminal::line(&format!("  {:<14}{:<20}credentials", "account", "stack"));
        for account in &self.members {
            let status = status(&account.stack(STACK));
            let held = self.held(account);
            let held = held.map_or("–".to_owned(), |held| {
                format!("{} {}", held.name, held.id)
            });
            terminal::line(&format!("  {:<14}{status:<20}{held}", account.id()));
        }
        terminal::line("");
        let fleet = self.hub.stack("hub").physical_id("FleetFunction")?;
        page::command(&format!(
            "aws lambda invoke --function-name {fleet} fleet.json"
        ));
        self.hub.invoke(&fleet)?;
        let lines = self.hub.all_log_lines()?;
        terminal::line(&report(&lines).context("the fleet's log has no report")?);
        terminal::line("");
        let is_shown = lines.iter().any(|line| line.contains(TOKEN));
        anyhow::ensure!(!is_shown, "the token is in a log line");
        terminal::done("The token is in no log line.");
        Ok(())
    }
}

/// The fleet's report, as its log has it.
fn report(lines: &[String]) -> Option<String> {
    let records = lines
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut reports =
        records.filter_map(|record: Value| record["report"].as_str().map(str::to_owned));
    reports.next()
}

/// A stack that is gone has no status.
fn status(stack: &Stack) -> String {
    stack.status().unwrap_or_else(|_| "–".to_owned())
}
