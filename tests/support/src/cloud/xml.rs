//! Answers of IAM and STS, as XML.
//!
//! Source: their API references, "Response Elements" and the examples.

use std::{collections::BTreeMap, fmt::Write};

use domain::{
    aws::{
        access_key::AccessKey,
        iam::{KeyStatus, ListedKey, Role, User},
    },
    permissions::{Decision, Simulated},
};
use secrecy::ExposeSecret;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const REQUEST: &str = "<RequestId>00000000-0000-4000-8000-000000000000</RequestId>";

/// The whole document around an operation's result.
pub(super) fn answer(action: &str, result: &str) -> String {
    format!(
        "<{action}Response><{action}Result>{result}</{action}Result>\
         <ResponseMetadata>{REQUEST}</ResponseMetadata></{action}Response>"
    )
}

pub(super) fn refusal(code: &str, message: &str) -> String {
    let details = element("Type", "Sender") + &element("Code", code) + &element("Message", message);
    format!("<ErrorResponse><Error>{details}</Error>{REQUEST}</ErrorResponse>")
}

pub(super) fn identity(account: &str, user_id: &str, arn: &str) -> String {
    element("Arn", arn) + &element("UserId", user_id) + &element("Account", account)
}

/// The trust policy is percent-encoded, as it is in earnest.
pub(super) fn role(role: &Role) -> String {
    let name = role.arn.rsplit('/').next().unwrap_or_default();
    let fields = element("Path", "/")
        + &element("RoleName", name)
        + &element("RoleId", "AROAFAKE000000000000")
        + &element("Arn", &role.arn)
        + &element("CreateDate", &date(OffsetDateTime::UNIX_EPOCH))
        + &element("AssumeRolePolicyDocument", &role.trust_policy);
    format!("<Role>{fields}</Role>")
}

pub(super) fn simulated(answers: &[Simulated]) -> String {
    let members = answers.iter().fold(String::new(), |mut all, one| {
        let action = element("EvalActionName", &one.action);
        let _ = write!(
            all,
            "<member>{action}{}<EvalResourceName>*</EvalResourceName></member>",
            decision(one.decision)
        );
        all
    });
    format!("<EvaluationResults>{members}</EvaluationResults><IsTruncated>false</IsTruncated>")
}

fn decision(decision: Decision) -> String {
    let implicit = element("EvalDecision", "implicitDeny");
    match decision {
        Decision::Allowed => element("EvalDecision", "allowed"),
        Decision::DeniedExplicitly => element("EvalDecision", "explicitDeny"),
        Decision::NotGranted => implicit,
        Decision::DeniedByOrganization => {
            implicit
                + "<OrganizationsDecisionDetail><AllowedByOrganizations>false\
                   </AllowedByOrganizations></OrganizationsDecisionDetail>"
        }
        Decision::OutsideBoundary => {
            implicit
                + "<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false\
                   </AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>"
        }
    }
}

pub(super) fn user(user: &User) -> String {
    let name = user.arn.as_str().rsplit('/').next().unwrap_or_default();
    let fields = element("Path", "/")
        + &element("UserName", name)
        + &element("UserId", &user.id)
        + &element("Arn", user.arn.as_str())
        + &element("CreateDate", &date(OffsetDateTime::UNIX_EPOCH));
    format!("<User>{fields}{}</User>", tags(&user.tags))
}

pub(super) fn tags(tags: &BTreeMap<String, String>) -> String {
    let members = tags.iter().fold(String::new(), |all, (key, value)| {
        all + "<member>" + &element("Key", key) + &element("Value", value) + "</member>"
    });
    format!("<Tags>{members}</Tags>")
}

pub(super) fn listed(user: &str, keys: &[ListedKey]) -> String {
    let members = keys.iter().fold(String::new(), |all, key| {
        let fields = element("UserName", user)
            + &element("AccessKeyId", key.id.as_str())
            + &element("Status", status(key.status))
            + &element("CreateDate", &date(key.created_at));
        all + "<member>" + &fields + "</member>"
    });
    format!("<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>false</IsTruncated>")
}

#[expect(clippy::disallowed_methods, reason = "IAM shows the secret once, here")]
pub(super) fn made(user: &str, key: &AccessKey) -> String {
    let fields = element("UserName", user)
        + &element("AccessKeyId", key.id.as_str())
        + &element("Status", status(KeyStatus::Active))
        + &element("SecretAccessKey", key.secret.0.expose_secret());
    format!("<AccessKey>{fields}</AccessKey>")
}

/// Without a date for a key that was never used.
pub(super) fn last_used(at: Option<OffsetDateTime>) -> String {
    let date = at.map(|at| element("LastUsedDate", &date(at)));
    let fields =
        date.unwrap_or_default() + &element("ServiceName", "N/A") + &element("Region", "N/A");
    format!("<AccessKeyLastUsed>{fields}</AccessKeyLastUsed>")
}

fn status(status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Active => "Active",
        KeyStatus::Inactive => "Inactive",
    }
}

fn date(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

fn element(name: &str, text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<{name}>{text}</{name}>")
}
