//! What a token opens: 401 and 403.

use support::qovery::{Access, Rule};

use crate::client::{Client, ORGANIZATION, TOKEN, UNKNOWN, path, role_request, start};

const OTHER: &str = "22222222-2222-4333-8444-555555555555";

#[test]
fn a_token_that_is_missing_wrong_or_of_another_scheme_is_401() {
    let (qovery, _) = start();
    let bearer = format!("Bearer {TOKEN}");
    for authorization in [
        None,
        Some("Token wrong"),
        Some("Token "),
        Some(&*bearer),
        Some(TOKEN),
    ] {
        let client = Client::new(&qovery.url()).authorized(authorization);
        assert_eq!(
            client.get(&path("/credentials")).status,
            401,
            "{authorization:?}"
        );
    }
}

#[test]
fn a_revoked_token_is_401_from_then_on() {
    let (qovery, client) = start();
    assert_eq!(client.get(&path("")).status, 200);
    qovery.revoke_token(TOKEN);
    assert_eq!(client.get(&path("")).status, 401);
}

#[test]
fn a_foreign_organization_is_403_and_an_unknown_one_looks_the_same() {
    let (qovery, client) = start();
    qovery.organization(OTHER, "qov_other");
    let list = |id| client.get(&format!("/organization/{id}/credentials"));
    let (foreign, unknown) = (list(OTHER), list(UNKNOWN));
    assert_eq!((foreign.status, unknown.status), (403, 403));
    assert_eq!(foreign.text, unknown.text);
}

#[test]
fn a_token_of_two_organizations_opens_both() {
    let (qovery, client) = start();
    qovery.organization(OTHER, TOKEN);
    for organization in [ORGANIZATION, OTHER] {
        let list = client.get(&format!("/organization/{organization}/credentials"));
        assert_eq!(list.status, 200, "{organization}");
    }
}

#[test]
fn a_policy_token_is_401_where_its_policy_allows_nothing() {
    let (qovery, client) = start();
    let reads = Rule::allow("GET", "/organization/*/credentials");
    qovery.token(ORGANIZATION, TOKEN, Access::Policy(vec![reads]));
    assert_eq!(client.get(&path("/credentials")).status, 200);
    let denied = client.post(&path("/aws/credentials"), &role_request("aws"));
    assert_eq!(denied.status, 401);
    assert_eq!(client.get(&path("/cluster/status")).status, 401);
    assert!(qovery.credentials(ORGANIZATION).is_empty());
}

#[test]
fn a_token_without_the_right_is_403_and_changes_nothing() {
    let (qovery, client) = start();
    qovery.token(ORGANIZATION, TOKEN, Access::ReadOnly);
    assert_eq!(client.get(&path("/credentials")).status, 200);
    assert_eq!(
        client
            .post(&path("/aws/credentials"), &role_request("aws"))
            .status,
        403
    );
    qovery.token(ORGANIZATION, TOKEN, Access::Forbidden);
    assert_eq!(client.get(&path("/credentials")).status, 403);
    assert!(qovery.credentials(ORGANIZATION).is_empty());
}
