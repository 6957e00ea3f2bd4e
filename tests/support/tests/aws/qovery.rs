//! Qovery through the domain's port: the same state, the same refusals.

use std::time::Duration;

use domain::{
    port_error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{Access, ApiToken, ClusterState, CredentialsRequest, CredentialsValues, NewValues},
};
use serde_json::json;
use support::{
    ORGANIZATION,
    cloud::Cloud,
    qovery::CredentialValues,
    tls::Authority,
    world::{HeldValues, Lock, Missing, World},
};

use crate::account::{ROLE_ARN, account, kind};

const TOKEN: &str = "qov_marked-token";
const UNKNOWN: &str = "99999999-9999-4999-8999-999999999999";

fn at(organization: &str) -> Access {
    Access {
        url: "https://api.qovery.com".parse().unwrap(),
        token: ApiToken(TOKEN.to_owned().into()),
        organization: organization.parse().unwrap(),
    }
}

fn role() -> CredentialsRequest {
    CredentialsRequest {
        name: "aws".to_owned(),
        values: NewValues::Role(ROLE_ARN.parse().unwrap()),
    }
}

/// An account with a role, and an organization with a cluster that runs on it.
fn connected() -> World {
    let world = account();
    world.edit(|state| {
        state.add_organization(ORGANIZATION, TOKEN);
        let role = HeldValues::role(ROLE_ARN);
        let id = state.add_credentials(ORGANIZATION, "aws", role).unwrap();
        state.add_cluster(ORGANIZATION, "production", &id).unwrap();
    });
    world
}

#[tokio::test]
async fn what_is_not_there_is_not_found_however_qovery_says_it() {
    let unknown = UNKNOWN.parse().unwrap();
    for missing in [Missing::Forbidden, Missing::BadRequest, Missing::NotFound] {
        let world = connected();
        world.edit(|state| state.qovery.missing = missing);
        let here = at(ORGANIZATION);
        let kinds = [
            kind(world.get_aws_credentials(&here, &unknown).await),
            kind(world.edit_aws_credentials(&here, &unknown, &role()).await),
            kind(world.delete_aws_credentials(&here, &unknown).await),
        ];
        assert_eq!(kinds, [Some(PortErrorKind::NotFound); 3], "{missing:?}");
    }
}

#[tokio::test]
async fn a_foreign_organization_and_an_unknown_one_are_denied_alike() {
    let world = connected();
    let foreign = "22222222-2222-4333-8444-555555555555";
    world.edit(|state| state.add_organization(foreign, "qov_other"));
    for organization in [foreign, UNKNOWN] {
        let list = world.list_organization_credentials(&at(organization)).await;
        assert_eq!(kind(list), Some(PortErrorKind::AccessDenied));
    }
}

#[tokio::test]
async fn an_entry_that_nobody_can_read_is_listed_with_what_it_mentions() {
    let world = connected();
    world.edit(|state| {
        let known = state.organizations.get_mut(ORGANIZATION).unwrap();
        known.unreadable.push(json!({ "roles": [ROLE_ARN] }));
    });
    let list = world.list_organization_credentials(&at(ORGANIZATION)).await;
    let list = list.unwrap();
    assert_eq!((list.entries.len(), list.unreadable.len()), (1, 1));
    assert!(list.unreadable[0].mentions(ROLE_ARN));
}

#[tokio::test]
async fn a_deployment_with_a_role_that_is_gone_ends_in_invalid_credentials() {
    let world = connected();
    let here = at(ORGANIZATION);
    let statuses = world.list_cluster_statuses(&here).await.unwrap();
    let (id, status) = statuses.iter().next().unwrap();
    assert_eq!(status.state, Some(ClusterState::Deployed));
    world.edit(|state| state.roles.clear());
    world.deploy_cluster(&here, id).await.unwrap();
    let after = world.list_cluster_statuses(&here).await.unwrap();
    assert_eq!(after[id].state, Some(ClusterState::InvalidCredentials));
    assert_eq!(after[id].last_deployment_at, status.last_deployment_at);
}

#[tokio::test]
async fn a_cluster_that_is_busy_or_locked_is_not_deployed() {
    let world = connected();
    let here = at(ORGANIZATION);
    let statuses = world.list_cluster_statuses(&here).await.unwrap();
    let id = statuses.into_keys().next().unwrap();
    world.edit(|state| state.set_cluster_state(id.as_str(), ClusterState::Deploying));
    let busy = world.deploy_cluster(&here, &id).await;
    assert_eq!(kind(busy), Some(PortErrorKind::Invalid));
    world.edit(|state| {
        state.set_cluster_state(id.as_str(), ClusterState::Deployed);
        let clusters = &mut state.organizations.get_mut(ORGANIZATION).unwrap().clusters;
        clusters[0].lock = Some(Lock {
            owner: "Ada".to_owned(),
            reason: "black friday".to_owned(),
            locked_at: state.now,
            ttl_in_days: None,
        });
    });
    let locked = world.deploy_cluster(&here, &id).await;
    assert_eq!(kind(locked), Some(PortErrorKind::Invalid));
    let statuses = world.list_cluster_statuses(&here).await.unwrap();
    let lock = statuses[&id].lock.as_ref().unwrap();
    assert_eq!(
        (lock.owner.as_str(), lock.reason.as_str()),
        ("Ada", "black friday")
    );
}

#[tokio::test]
async fn aws_and_qovery_share_one_state_behind_every_face() {
    let authority = Authority::new().unwrap();
    let cloud = Cloud::start(&authority, Duration::ZERO).unwrap();
    cloud.qovery.organization(ORGANIZATION, TOKEN);
    let values = CredentialValues::role(ROLE_ARN);
    let id = cloud.qovery.add_credential(ORGANIZATION, "aws", values);
    let cluster = cloud.qovery.link_cluster(ORGANIZATION, &id, "production");
    let here = at(ORGANIZATION);
    let list = cloud.world.list_organization_credentials(&here).await;
    let list = list.unwrap();
    assert_eq!(list.entries[0].credentials.id.as_str(), id);
    let shown = &list.entries[0].credentials.values;
    assert_eq!(*shown, CredentialsValues::Role(ROLE_ARN.to_owned()));
    cloud.qovery.deploy(&cluster);
    let state = |id: &str| cloud.qovery.cluster(id).unwrap().state;
    assert_eq!(state(&cluster), ClusterState::InvalidCredentials);
    cloud.world.edit(|state| state.add_role(ROLE_ARN, "{}"));
    cloud.qovery.deploy(&cluster);
    assert_eq!(state(&cluster), ClusterState::Deployed);
}
