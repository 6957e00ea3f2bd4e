//! A company whose accounts are all connected, until a test changes something.

use std::time::Duration;

use domain::{
    aws::organization::{AccountState, InstanceStatus, OrganizationAccount, StackInstance},
    organization::fleet::{FleetReport, Row},
};
use serde_json::json;
use support::world::{HeldValues, Organization, State, World};

use crate::{
    custom_resource::{ORGANIZATION, TOKEN},
    organization::{
        member::{Member, NAME},
        settings::{FLEET, TOKEN_SECRET, variable},
    },
};

/// What Lambda leaves for a run.
pub(super) const TIME_LEFT: Duration = Duration::from_mins(15);

/// A hub and its accounts.
pub(super) struct Company {
    pub(super) world: World,
    pub(super) config: fleet::Config,
    pub(super) members: Vec<Member>,
}

impl Company {
    /// So many accounts, each with a member stack, credentials and a cluster that uses them.
    pub(super) fn of(accounts: usize) -> Self {
        let world = World::new();
        world.edit(|state| {
            "999999999999".clone_into(&mut state.account);
            // Qovery is asked nothing about the members' roles here.
            state.qovery.known = support::world::Known::All;
            state.add_organization(ORGANIZATION, TOKEN);
            state.add_secret(TOKEN_SECRET, Some(TOKEN));
            state.add_role(&format!("arn:aws:iam::999999999999:role/{FLEET}"), "{}");
        });
        let members = (1..=accounts).map(|number| connected(&world, number));
        Self {
            members: members.collect(),
            config: fleet::Config::read(&variable).expect("a configuration"),
            world,
        }
    }

    pub(super) async fn run(&self) -> FleetReport {
        self.run_for(TIME_LEFT).await
    }

    pub(super) async fn run_for(&self, time_left: Duration) -> FleetReport {
        let (event, clock) = (json!({ "trigger": "schedule" }), || self.world.now());
        fleet::handle(
            &event,
            &self.world,
            &self.world,
            &self.config,
            &clock,
            time_left,
        )
        .await
    }

    /// Changes what Qovery has.
    pub(super) fn at_qovery<T>(&self, change: impl FnOnce(&mut Organization) -> T) -> T {
        let organization =
            |state: &mut State| state.organizations.get_mut(ORGANIZATION).map(change);
        self.world.edit(organization).expect("the organization")
    }

    /// What the credentials hold that were registered as the how many-th.
    pub(super) fn held(&self, place: usize) -> String {
        let values = self.at_qovery(|known| known.credentials[place].values.clone());
        values.identity().unwrap_or_default().to_owned()
    }

    /// Another set of credentials at Qovery with a role of the account.
    pub(super) fn register(&self, member: &Member, role: &str) -> String {
        let values = HeldValues::Role(member.arn("role", role));
        let id = self
            .world
            .edit(|state| state.add_credentials(ORGANIZATION, "by hand", values));
        id.expect("the organization is there").to_string()
    }

    pub(super) fn state_of(&self, member: &Member, state: AccountState) {
        self.world.edit(|world| {
            let mut accounts = world.accounts.iter_mut();
            let account = accounts.find(|one| one.id.as_str() == member.account);
            account.expect("the account").state = Some(state);
        });
    }

    /// The `StackSet` does not reach it.
    pub(super) fn out_of_reach(&self, member: &Member) {
        self.world.edit(|state| {
            let is_other = |one: &StackInstance| one.account.as_str() != member.account;
            state.stack_instances.retain(is_other);
        });
    }
}

fn connected(world: &World, number: usize) -> Member {
    let member = Member::new(world, number);
    let physical_id = member.connect(world);
    let credentials = physical_id.split('/').nth(1).expect("an id");
    member.complete(NAME, credentials);
    let account = || member.account.parse().expect("an account id");
    world.edit(|state| {
        let id = credentials.parse().expect("an id");
        state.add_cluster(ORGANIZATION, &format!("cluster-{number}"), &id);
        state.accounts.push(OrganizationAccount {
            id: account(),
            name: format!("team-{number}"),
            state: Some(AccountState::Active),
        });
        state.stack_instances.push(StackInstance {
            account: account(),
            stack: Some(member.stack().parse().expect("an ARN")),
            status: Some(InstanceStatus::Current),
            reason: None,
        });
    });
    member
}

/// The codes of what is wrong with an account.
pub(super) fn codes(row: &Row) -> Vec<&'static str> {
    let findings = row.findings.iter();
    findings.map(|found| found.finding.code.as_str()).collect()
}

/// The account of a member in a report.
pub(super) fn row<'a>(report: &'a FleetReport, member: &Member) -> &'a Row {
    let mut rows = report.accounts.iter();
    rows.find(|row| row.account == member.account)
        .expect("the account")
}
