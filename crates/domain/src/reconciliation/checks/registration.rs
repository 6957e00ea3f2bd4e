//! Does Qovery have what this stack registered?

use super::super::{Check, CheckName, Expected, Found, Known, Observed, Unknown};
use crate::finding::Code;
use crate::{
    port_error::PortErrorKind,
    qovery::{CredentialsValues, LinkedCredentials, Organization, OrganizationId},
};

/// Whether the token opens the organization: the list of its credentials was asked for with it.
pub(crate) fn api_token(
    id: &OrganizationId,
    token: &Known<()>,
    organization: &Known<Organization>,
) -> Check {
    let mut check = Check::new(CheckName::ApiToken);
    let (code, cause) = match (token, organization) {
        (Ok(()), Ok(_)) => return check,
        (Err(Unknown { cause, kind }), _) => (code_of_secret(*kind), cause),
        (Ok(()), Err(Unknown { cause, kind })) => (code_of_answer(*kind), cause),
    };
    match code {
        Some(code) => check.find(Found::new(code, id.as_str(), cause.clone())),
        None => check.miss(cause),
    }
    check
}

fn code_of_secret(kind: Option<PortErrorKind>) -> Option<Code> {
    matches!(kind, None | Some(PortErrorKind::NotFound)).then_some(Code::ApiTokenUnreadable)
}

fn code_of_answer(kind: Option<PortErrorKind>) -> Option<Code> {
    match kind? {
        PortErrorKind::Unauthenticated => Some(Code::ApiTokenRefused),
        PortErrorKind::AccessDenied => Some(Code::ApiTokenNotAllowed),
        PortErrorKind::NotFound => Some(Code::OrganizationNotFound),
        _ => None,
    }
}

/// Whether the credentials are there and hold what they should.
pub(super) fn credentials(expected: &Expected, observed: &Observed) -> Check {
    let mut check = Check::new(CheckName::Credentials);
    let ours = match observed.ours(expected) {
        Ok(ours) => ours,
        Err(unknown) => {
            check.miss(unknown.cause);
            return check;
        }
    };
    let id = &expected.credentials;
    let Some(ours) = ours else {
        let message = format!("the credentials {id} are not at Qovery any more");
        check.find(Found::new(Code::CredentialsGone, id.as_str(), message));
        return check;
    };
    match (&ours.credentials.values, expected.role()) {
        (CredentialsValues::Role(shown), Some(role)) if shown == role.as_str() => {}
        (CredentialsValues::Other, _) => {
            let message = format!("the credentials {id} are of another kind or cloud");
            check.find(Found::new(
                Code::CredentialsOfAnotherKind,
                id.as_str(),
                message,
            ));
        }
        (shown, Some(role)) => {
            let wanted = format!("`{role}`");
            check.find(differ(expected, observed, shown, &wanted));
        }
        (shown, None) => holds_current(expected, observed, shown, &mut check),
    }
    check
}

/// Of another account, they are not repaired.
fn differ(
    expected: &Expected,
    observed: &Observed,
    shown: &CredentialsValues,
    wanted: &str,
) -> Found {
    let id = &expected.credentials;
    let message = format!("the credentials {id} hold {}, not {wanted}", text(shown));
    match observed.is_of_stacks_account(expected, shown) {
        Ok(()) => Found::new(Code::CredentialsDiffer, id.as_str(), message),
        Err(why) => Found::new(
            Code::CredentialsOfAnotherAccount,
            id.as_str(),
            format!("{message}, and they are not changed: {why}"),
        ),
    }
}

/// Qovery holds `AWSCURRENT`, or a new key that a rotation is about to make current.
fn holds_current(
    expected: &Expected,
    observed: &Observed,
    shown: &CredentialsValues,
    check: &mut Check,
) {
    let facts = match &observed.keys {
        Some(Ok(facts)) => facts,
        Some(Err(unknown)) => return check.miss(&unknown.cause),
        None => return,
    };
    let Some((_, current)) = facts.current() else {
        return check.miss("`AWSCURRENT` holds no key to compare with");
    };
    let pending = facts.labelled(&crate::aws::secret::StagingLabel::Pending);
    let is_under_way = pending.is_some_and(|(_, key)| facts.is_registered(&key.id));
    if !facts.is_registered(&current.id) && !is_under_way {
        let wanted = format!("the key {}", current.id);
        check.find(differ(expected, observed, shown, &wanted));
    }
}

fn text(values: &CredentialsValues) -> String {
    match values {
        CredentialsValues::Role(arn) => format!("the role `{arn}`"),
        CredentialsValues::Static(id) => format!("the key {id}"),
        CredentialsValues::Other => "something else".to_owned(),
    }
}

/// Whether the organization has credentials that no cluster uses, this stack's own apart: they
/// are there for the clusters to come.
pub(super) fn other_credentials(expected: &Expected, observed: &Observed) -> Check {
    let mut check = Check::new(CheckName::OtherCredentials);
    let organization = check.seen(&observed.organization);
    let linked = organization.map_or(&[][..], |seen| &seen.credentials.entries);
    let is_unused = |one: &&LinkedCredentials| {
        one.clusters.is_empty() && one.credentials.id != expected.credentials
    };
    for one in linked.iter().filter(is_unused) {
        let shown = &one.credentials;
        let message = format!(
            "no cluster uses the credentials `{}` ({})",
            shown.name, shown.id
        );
        check.find(Found::new(
            Code::CredentialsUnused,
            shown.id.as_str(),
            message,
        ));
    }
    check
}
