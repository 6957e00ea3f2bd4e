//! Every check in its three outcomes.

mod secret;

use domain::{
    permissions::Decision,
    port_error::PortErrorKind,
    qovery::ClusterState,
    reconciliation::{CheckName, Outcome, Report},
};
use serde_json::json;
use support::world::{At, Fault, HeldValues, Missing, World};

use super::{
    ORGANIZATION, PUBLIC, ROLE, TOKEN, TOKEN_SECRET, codes, outcome, run, set_state, with_key,
    with_role,
};

const LIST: &str = "GET /organization/{id}/credentials";
const STATUSES: &str = "GET /organization/{id}/cluster/status";

/// A role's stack, changed behind its back or struck by a fault, and what the run says.
async fn of_role(change: impl FnOnce(&World)) -> Report {
    let (world, config) = with_role();
    change(&world);
    run(&world, &config).await
}

/// A key's stack, likewise.
async fn of_key(change: impl FnOnce(&World)) -> Report {
    let (world, config, _) = with_key().await;
    change(&world);
    run(&world, &config).await
}

fn fail(world: &World, operation: &'static str) {
    let fault = Fault::Fail(PortErrorKind::AccessDenied);
    for n in 1..=4 {
        world.inject(At::Operation(operation, n), fault);
    }
}

#[track_caller]
fn finds(report: &Report, name: CheckName, code: &str) {
    assert_eq!(outcome(report, name), Outcome::Finding, "{name:?}");
    assert!(codes(report).contains(&code), "{:?}", codes(report));
}

#[tokio::test(start_paused = true)]
async fn a_stack_that_is_as_it_should_be_is_well_in_every_check() {
    for report in [of_role(|_| ()).await, of_key(|_| ()).await] {
        for check in &report.checks {
            assert_eq!(check.outcome, Outcome::Ok, "{check:?}");
        }
        assert_eq!(report.changes, []);
        assert!(!report.has_changed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_differs_is_gone_or_open_to_others_is_found() {
    let name = CheckName::TrustPolicy;
    let report = of_role(|world| {
        world.edit(|state| {
            for role in state.roles.values_mut() {
                PUBLIC.clone_into(&mut role.trust_policy);
            }
        });
    })
    .await;
    assert_eq!(outcome(&report, name), Outcome::Finding);
    assert_eq!(
        serde_json::to_value(report.verdict).unwrap(),
        json!("untrusted")
    );
    let gone = of_role(|world| world.edit(|state| state.roles.clear())).await;
    finds(&gone, name, "role-gone");
    let moved = of_role(|world| {
        world.edit(|state| {
            let role = state.roles.get_mut("qovery-role").unwrap();
            role.arn = ROLE.replace("role/", "role/elsewhere/");
        });
    })
    .await;
    finds(&moved, name, "role-arn-differs");
    let unknown = of_role(|world| fail(world, "iam:GetRole")).await;
    assert_eq!(outcome(&unknown, name), Outcome::Unknown);
    assert_eq!(unknown.verdict, None);
}

#[tokio::test(start_paused = true)]
async fn a_denied_action_is_found_and_a_simulation_that_fails_is_unknown() {
    let name = CheckName::Permissions;
    let deny = |world: &World| {
        world.edit(|state| {
            let decision = Decision::DeniedByOrganization;
            state
                .denied
                .insert("eks:CreateCluster".to_owned(), decision);
        });
    };
    for denied in [of_role(deny).await, of_key(deny).await] {
        finds(&denied, name, "permission-denied-by-organization");
    }
    let fault = |world: &World| fail(world, "iam:SimulatePrincipalPolicy");
    for unknown in [of_role(fault).await, of_key(fault).await] {
        assert_eq!(outcome(&unknown, name), Outcome::Unknown);
    }
    let userless = of_key(|world| fail(world, "iam:GetUser")).await;
    assert_eq!(outcome(&userless, name), Outcome::Ok, "the ARN is known");
}

fn another_token(world: &World) {
    world.edit(|state| {
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        organization.tokens.clear();
    });
}

fn no_organization(world: &World) {
    world.edit(|state| {
        state.organizations.clear();
        state.add_organization("99999999-2222-3333-4444-555555555555", TOKEN);
        state.qovery.missing = Missing::NotFound;
    });
}

fn no_token(world: &World) {
    world.edit(|state| state.add_secret(TOKEN_SECRET, Some("two words")));
}

#[tokio::test(start_paused = true)]
async fn each_fault_of_the_token_has_its_code_and_hides_what_depends_on_it() {
    let name = CheckName::ApiToken;
    let reports = [
        (of_role(another_token).await, "api-token-refused"),
        (
            of_role(|world| fail(world, LIST)).await,
            "api-token-not-allowed",
        ),
        (of_role(no_organization).await, "organization-not-found"),
        (of_role(no_token).await, "api-token-unreadable"),
    ];
    for (report, code) in reports {
        finds(&report, name, code);
        for dependent in [
            CheckName::Credentials,
            CheckName::Clusters,
            CheckName::OtherCredentials,
        ] {
            assert_eq!(outcome(&report, dependent), Outcome::Unknown, "{code}");
        }
    }
    let strike = |operation, kind| {
        move |world: &World| world.inject(At::Operation(operation, 1), Fault::Fail(kind))
    };
    let denied = strike("secretsmanager:GetSecretValue", PortErrorKind::AccessDenied);
    assert_eq!(outcome(&of_role(denied).await, name), Outcome::Unknown);
    let down = strike(LIST, PortErrorKind::Unavailable);
    assert_eq!(outcome(&of_role(down).await, name), Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_differ_or_are_gone_are_found() {
    let name = CheckName::Credentials;
    let set = |values: HeldValues| {
        move |world: &World| {
            world.edit(|state| {
                let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
                organization.credentials[0].values = values;
            });
        }
    };
    let other = HeldValues::Role(ROLE.replace("qovery", "another"));
    finds(
        &of_role(set(other.clone())).await,
        name,
        "credentials-differ",
    );
    finds(&of_key(set(other)).await, name, "credentials-differ");
    let kind = of_role(set(HeldValues::foreign("SCW", &json!({})))).await;
    finds(&kind, name, "credentials-of-another-kind");
    assert_eq!(kind.changes, []);
    let gone = |world: &World| {
        world.edit(|state| {
            let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
            organization.credentials.clear();
            organization.clusters.clear();
        });
    };
    for report in [of_role(gone).await, of_key(gone).await] {
        finds(&report, name, "credentials-gone");
        assert_eq!(
            report.changes,
            [],
            "its replacement is the stack's business"
        );
    }
    let unread = of_key(|world| fail(world, "secretsmanager:DescribeSecret")).await;
    assert_eq!(outcome(&unread, name), Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn clusters_in_error_are_found_and_busy_or_stopped_ones_are_not() {
    let name = CheckName::Clusters;
    for (state, code) in [
        (
            ClusterState::InvalidCredentials,
            "cluster-credentials-invalid",
        ),
        (ClusterState::DeploymentError, "cluster-in-error"),
    ] {
        finds(&of_role(|world| set_state(world, state)).await, name, code);
    }
    for state in [
        ClusterState::Stopped,
        ClusterState::Deploying,
        ClusterState::Ready,
    ] {
        let report = of_role(|world| set_state(world, state)).await;
        assert_eq!(outcome(&report, name), Outcome::Ok, "{state}");
        assert_eq!(report.clusters[0].state, Some(state.as_str()));
    }
    let unknown = of_role(|world| fail(world, STATUSES)).await;
    assert_eq!(outcome(&unknown, name), Outcome::Unknown);
    assert_eq!(unknown.clusters[0].state, None);
}

#[tokio::test(start_paused = true)]
async fn credentials_without_clusters_are_found() {
    let name = CheckName::OtherCredentials;
    let report = of_role(|world| {
        world.edit(|state| {
            let unused = HeldValues::Role(ROLE.replace("qovery", "forgotten"));
            state.add_credentials(ORGANIZATION, "forgotten", unused)
        });
    })
    .await;
    finds(&report, name, "credentials-unused");
    let names: Vec<&str> = report
        .organization
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["production", "forgotten"]);
    assert_eq!(report.organization[0].clusters, ["production"]);
}
