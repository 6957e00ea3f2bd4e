//! What is repaired and retired in an account, by the reconciliation's rules.

use std::time::Duration;

use domain::{
    organization::fleet::{FleetReport, Standing},
    qovery::ClusterState,
    reconciliation::ChangeOutcome,
};
use support::world::{HeldValues, RateLimit};

use super::company::{Company, codes, row};
use crate::{
    custom_resource::ORGANIZATION,
    organization::member::{Member, NAME},
};

const DAY: Duration = Duration::from_hours(24);

fn changes(report: &FleetReport) -> Vec<(ChangeOutcome, &str)> {
    let rows = report.accounts.iter().flat_map(|row| &row.changes);
    rows.map(|change| (change.outcome, change.what.as_str()))
        .collect()
}

fn drift(company: &Company, place: usize) {
    let drifted = company.members[place].arn("role", "drift");
    company.at_qovery(|known| known.credentials[place].values = HeldValues::Role(drifted));
}

#[tokio::test(start_paused = true)]
async fn credentials_that_drifted_get_the_role_again_and_a_dry_run_says_so() {
    let mut company = Company::of(2);
    drift(&company, 0);
    company.config.settings.dry_run = true;
    let report = company.run().await;
    let [(ChangeOutcome::WouldBeDone, _)] = changes(&report)[..] else {
        panic!("{:?}", changes(&report));
    };
    assert!(company.held(0).ends_with("/drift"));
    company.config.settings.dry_run = false;
    let report = company.run().await;
    let [(ChangeOutcome::Done, what)] = changes(&report)[..] else {
        panic!("{:?}", changes(&report));
    };
    assert!(what.contains(&company.members[0].role()), "{what}");
    assert_eq!(company.held(0), company.members[0].role());
    let report = company.run().await;
    assert_eq!((changes(&report), report.standings.connected), (vec![], 2));
}

/// Four requests are the look; one is left.
#[tokio::test(start_paused = true)]
async fn repairs_beyond_the_budget_wait_for_the_next_run() {
    let company = Company::of(3);
    for place in 0..3 {
        drift(&company, place);
    }
    let limit = RateLimit {
        requests: 5,
        ..RateLimit::default()
    };
    company.world.edit(|state| state.limit_rate(limit));
    let report = company.run().await;
    let done = changes(&report);
    let done = done
        .iter()
        .filter(|(outcome, _)| *outcome == ChangeOutcome::Done);
    assert_eq!(done.count(), 1, "{:?}", changes(&report));
    company.world.edit(|state| state.advance(DAY));
    company
        .world
        .edit(|state| state.limit_rate(RateLimit::default()));
    company.run().await;
    assert_eq!(company.run().await.standings.connected, 3);
}

/// Calls that take long hold up the rest; what was read before them may not be so any more.
#[tokio::test(start_paused = true)]
async fn nothing_is_repaired_on_an_old_look_at_qovery() {
    let company = Company::of(2);
    drift(&company, 1);
    company.world.delay_calls(Duration::from_secs(28));
    let report = company.run().await;
    let [(ChangeOutcome::Failed, _)] = changes(&report)[..] else {
        panic!("{:?}", changes(&report));
    };
    assert!(company.held(1).ends_with("/drift"));
}

/// The outputs of a stack are its owner's word.
#[tokio::test(start_paused = true)]
async fn a_stack_that_claims_another_account_s_credentials_changes_nothing() {
    let company = Company::of(2);
    let [honest, forger] = company.members.as_slice() else {
        panic!("two accounts");
    };
    let theirs = company.at_qovery(|known| known.credentials[0].id.clone());
    forger.complete(NAME, &theirs);
    let report = company.run().await;
    assert_eq!(
        codes(row(&report, forger)),
        ["credentials-of-another-account"]
    );
    assert_eq!(row(&report, honest).standing, Standing::Connected);
    assert_eq!(company.held(0), honest.role());
    let mut effects = company.world.effects();
    effects.retain(|call| call.operation.contains(" /organization"));
    assert_eq!(effects, []);
}

/// An update of the member's stack gave Qovery another role.
fn supersede(company: &Company, member: &Member) {
    member.make_role("qovery-2");
    let id = company.at_qovery(|known| {
        known.credentials[0].values = HeldValues::Role(member.arn("role", "qovery-2"));
        known.credentials[0].id.clone()
    });
    member.complete("qovery-2", &id);
}

fn deploy(company: &Company) {
    for state in [ClusterState::DeploymentQueued, ClusterState::Deployed] {
        company.world.edit(|world| {
            let clusters = world.organizations[ORGANIZATION].clusters.clone();
            for cluster in clusters {
                world.set_cluster_state(&cluster.id, state);
            }
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_superseded_role_goes_when_it_is_proven_unused_and_no_other() {
    let company = Company::of(2);
    let member = &company.members[0];
    let is_there = |name: &str| member.world.state().roles.contains_key(name);
    supersede(&company, member);
    let advance = |by| company.world.edit(|state| state.advance(by));
    advance(DAY);
    // It is noted, and what Qovery deploys afterwards has the new role.
    company.run().await;
    advance(DAY);
    deploy(&company);
    advance(DAY);
    company.run().await;
    advance(6 * DAY);
    company.run().await;
    assert!(is_there(NAME));
    advance(2 * DAY);
    let report = company.run().await;
    let [(ChangeOutcome::Done, what)] = changes(&report)[..] else {
        panic!("{:?}", changes(&report));
    };
    assert!(what.contains(NAME), "{what}");
    assert!(!is_there(NAME) && is_there("qovery-2"));
    assert_eq!(company.members[1].world.effects(), []);
    assert_eq!(company.run().await.standings.connected, 2);
}
