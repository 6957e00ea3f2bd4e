//! A hub and its member stacks, each in an account of its own, through real queues and binaries.

use std::{env, sync::OnceLock};

use anyhow::{Context, Result, anyhow};
use contract::audit;
use serde_json::Value;
use support::{
    account::Account, aws::AwsError, cloudformation::StackResult, emulator::Emulator,
    qovery::Qovery,
};

use super::{
    scene::{ORGANIZATION, QOVERY_ACCOUNT, TOKEN, secret, token_for},
    templates,
};

/// How many members there are, where `ORGANIZATION_MEMBERS` does not say.
const MEMBERS: usize = 12;
const AWS_ORGANIZATION: &str = "o-a1b2c3d4e5";

/// A hub that is deployed, and accounts of its organization.
struct Organization {
    hub: Account,
    members: Vec<Account>,
    qovery: Qovery,
    topic: String,
}

impl Organization {
    fn new(members: usize) -> Result<Self> {
        let emulator = Emulator::shared()?;
        let hub = emulator.fresh_account()?;
        let members = (0..members).map(|_| emulator.fresh_account());
        let members = members.collect::<Result<Vec<_>>>()?;
        hub.found_organization(AWS_ORGANIZATION, &members)?;
        let qovery = Qovery::start()?;
        qovery.organization(ORGANIZATION, TOKEN);
        let token = secret(&hub, "qovery-api-token", &token_for(&qovery, TOKEN))?;
        let parameters = [
            ("QoveryOrganizationId", ORGANIZATION),
            ("QoveryApiTokenSecretArn", &token),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
            ("AwsOrganizationId", AWS_ORGANIZATION),
            ("Architecture", "x86_64"),
        ];
        let created = hub.stack("hub").create(&templates::hub()?, &parameters)?;
        assert_eq!(created.status, "CREATE_COMPLETE", "{}", created.failure());
        let topic = created.outputs.get("HubTopicArn").context("an output")?;
        Ok(Self {
            topic: topic.clone(),
            hub,
            members,
            qovery,
        })
    }

    /// What a `StackSet` does: deploys the member stack everywhere at once.
    fn deploy(&self) -> Result<Vec<StackResult>> {
        let operations = self.members.iter().map(|account| {
            let stack = account.stack("qovery");
            let operation = stack.start_create(&templates::member(), &self.parameters())?;
            Ok((stack, operation))
        });
        let operations = operations.collect::<Result<Vec<_>, AwsError>>()?;
        let watched = operations
            .into_iter()
            .map(|(stack, operation)| stack.watch(operation));
        Ok(watched.collect::<Result<_, _>>()?)
    }

    fn parameters(&self) -> [(&str, &str); 2] {
        [
            ("HubTopicArn", &self.topic),
            ("QoveryPrincipal", QOVERY_ACCOUNT),
        ]
    }

    /// The id of the credentials of an account.
    fn registered(&self, account: &Account) -> Option<String> {
        let name = format!("aws-{}", account.id());
        let credentials = self.qovery.credentials(ORGANIZATION).into_iter();
        let mut of_account = credentials.filter(|one| one.name == name);
        of_account.next().map(|one| one.id)
    }

    /// The fleet's report.
    fn report(&self) -> Result<Value> {
        let fleet = self.hub.stack("hub").physical_id("FleetFunction")?;
        self.hub.invoke(&fleet)
    }

    fn unanswered(&self) -> Result<usize> {
        let queue = self.hub.stack("hub").physical_id("UnansweredRequests")?;
        let call = ["sqs", "get-queue-attributes", "--queue-url", &queue];
        let names = ["--attribute-names", "ApproximateNumberOfMessages"];
        let answer = self.hub.aws().run(&[&call[..], &names].concat())?;
        let count = answer["Attributes"]["ApproximateNumberOfMessages"].as_str();
        Ok(count.context("a count")?.parse()?)
    }
}

fn standing<'a>(report: &'a Value, account: &Account) -> &'a str {
    let accounts = report["accounts"].as_array().into_iter().flatten();
    let mut of_account = accounts.filter(|row| row["account"] == account.id());
    let row = of_account.next().unwrap_or(&Value::Null);
    row["standing"].as_str().unwrap_or("not in the report")
}

fn count() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how much is tested")]
    let given = env::var("ORGANIZATION_MEMBERS").ok();
    given
        .and_then(|given| given.parse().ok())
        .unwrap_or(MEMBERS)
}

fn has_role(account: &Account, role: &str) -> bool {
    let found = account.aws().run(&["iam", "get-role", "--role-name", role]);
    found.is_ok()
}

/// One hub for the tests of this file.
fn organization() -> Result<&'static Organization> {
    static ORGANIZATION: OnceLock<Result<Organization, String>> = OnceLock::new();
    let made = ORGANIZATION.get_or_init(|| {
        let made = Organization::new(count());
        made.map_err(|error| format!("{error:#}"))
    });
    made.as_ref().map_err(|error| anyhow!("{error}"))
}

#[test]
fn an_organization_is_connected_and_let_go() -> Result<()> {
    let organization = organization()?;
    for created in organization.deploy()? {
        assert_eq!(created.status, "CREATE_COMPLETE", "{}", created.failure());
    }
    let credentials = organization.qovery.credentials(ORGANIZATION);
    assert_eq!(
        credentials.len(),
        organization.members.len(),
        "none twice, none lost"
    );

    let (used, unused) = (&organization.members[0], &organization.members[1]);
    let id = organization.registered(used).context("credentials")?;
    let qovery = &organization.qovery;
    qovery.deploy(&qovery.link_cluster(ORGANIZATION, &id, "production"));
    let (used_stack, unused_stack) = (used.stack("qovery"), unused.stack("qovery"));
    let kept = used_stack.physical_id("QoveryRole")?;
    let gone = unused_stack.physical_id("QoveryRole")?;
    let refused = used_stack.delete()?;
    let reason = refused.failure();
    assert_eq!(refused.status, "DELETE_FAILED");
    assert!(reason.contains("`production`"), "{reason}");
    assert!(has_role(used, &kept));
    let deleted = unused_stack.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert!(!has_role(unused, &gone));
    assert_eq!(organization.registered(unused), None);

    assert_eq!(organization.unanswered()?, 0);
    let report = organization.report()?;
    for connected in &organization.members[2..] {
        assert_eq!(standing(&report, connected), "connected", "{report}");
    }
    // Its stack did not go, and the role for the hub did.
    assert_eq!(standing(&report, used), "finding", "{report}");
    assert_eq!(standing(&report, unused), "not-connected", "{report}");
    assert_eq!(audit(qovery), Vec::<String>::new());
    Ok(())
}

#[test]
fn nobody_but_cloudformation_in_the_organization_asks_the_hub() -> Result<()> {
    let organization = organization()?;
    let publish = ["sns", "publish", "--topic-arn", &organization.topic];
    let publish = [&publish[..], &["--message", "{}"]].concat();
    let by_hand = organization.members[0].aws().run(&publish);
    let code = by_hand.err().and_then(|error| error.code);
    assert_eq!(code.as_deref(), Some("AuthorizationError"));

    let stranger = Emulator::shared()?.fresh_account()?;
    let stack = stranger.stack("qovery");
    let refused = stack.create(&templates::member(), &organization.parameters())?;
    let reason = refused.failure();
    assert!(reason.contains("not authorized"), "{reason}");
    assert_eq!(organization.registered(&stranger), None);
    Ok(())
}
