//! 401, 403 and 404, in this order.

use support::qovery::Access;

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
fn an_unknown_organization_is_404_and_a_foreign_one_403() {
    let (qovery, client) = start();
    qovery.organization(OTHER, "qov_other");
    assert_eq!(
        client
            .get(&format!("/organization/{UNKNOWN}/credentials"))
            .status,
        404
    );
    assert_eq!(
        client
            .get(&format!("/organization/{OTHER}/credentials"))
            .status,
        403
    );
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
