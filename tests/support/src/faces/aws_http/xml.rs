//! Answers of IAM and STS, as XML.
//!
//! Source: their API references, "Response Elements" and the examples.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write},
};

use domain::{
    aws::{
        access_key::AccessKey,
        iam::{KeyStatus, ListedKey, Role, User},
    },
    permissions::{Decision, Simulated},
};
use secrecy::ExposeSecret;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{form::Form, page::Page};
use crate::state::aws::Refusal;

const REQUEST: &str = "<RequestId>00000000-0000-4000-8000-000000000000</RequestId>";

/// The whole document around an operation's result.
pub(super) fn answer(action: &str, result: &str) -> String {
    format!(
        "<{action}Response><{action}Result>{result}</{action}Result>\
         <ResponseMetadata>{REQUEST}</ResponseMetadata></{action}Response>"
    )
}

pub(super) fn refusal(refusal: &Refusal) -> String {
    let details = element("Type", "Sender")
        + &element("Code", refusal.code.query())
        + &element("Message", &refusal.message);
    format!("<ErrorResponse><Error>{details}</Error>{REQUEST}</ErrorResponse>")
}

pub(super) fn identity(account: &str, user_id: &str, arn: &str) -> String {
    element("Arn", arn) + &element("UserId", user_id) + &element("Account", account)
}

pub(super) fn key_info(account: &str) -> String {
    element("Account", account)
}

/// The trust policy is percent-encoded, as it is in earnest.
pub(super) fn role(role: &Role) -> String {
    let used = role.last_used_at.map(date);
    let used = used.map_or_else(String::new, |at| element("LastUsedDate", at));
    let session = role.max_session_seconds;
    let fields = element("Path", path(&role.arn))
        + &element("RoleName", name(&role.arn))
        + &element("RoleId", &role.id)
        + &element("Arn", &role.arn)
        + &element("CreateDate", date(role.created_at))
        + &session.map_or_else(String::new, |it| element("MaxSessionDuration", it))
        + &element("AssumeRolePolicyDocument", &role.trust_policy);
    let tags = tags(&role.tags);
    format!("<Role>{fields}<RoleLastUsed>{used}</RoleLastUsed>{tags}</Role>")
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
    let arn = user.arn.as_str();
    let fields = element("Path", path(arn))
        + &element("UserName", name(arn))
        + &element("UserId", &user.id)
        + &element("Arn", arn)
        + &element("CreateDate", date(user.created_at));
    format!("<User>{fields}{}</User>", tags(&user.tags))
}

fn tags(tags: &BTreeMap<String, String>) -> String {
    members("Tags", tags, tag)
}

pub(super) fn tag_page(tags: &BTreeMap<String, String>, form: &Form) -> String {
    let page = Page::of(tags, form);
    members("Tags", page.items.iter().copied(), tag) + &page.end()
}

fn tag((key, value): (&String, &String)) -> String {
    element("Key", key) + &element("Value", value)
}

pub(super) fn listed(user: &str, keys: &Page<ListedKey>) -> String {
    let key = |key: &ListedKey| {
        element("UserName", user)
            + &element("AccessKeyId", &key.id)
            + &element("Status", status(key.status))
            + &element("CreateDate", date(key.created_at))
    };
    members("AccessKeyMetadata", &keys.items, key) + &keys.end()
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
    let date = at.map(|at| element("LastUsedDate", date(at)));
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

/// Each kind of entity in its own list.
pub(super) fn entities(page: &Page<(&str, String)>) -> String {
    let lists = ["Group", "User", "Role"].map(|kind| {
        let of_kind = page.items.iter().filter(|(of, _)| *of == kind);
        let entity = |(_, name): &(&str, String)| {
            element(&format!("{kind}Name"), name) + &element(&format!("{kind}Id"), "ID")
        };
        members(&format!("Policy{kind}s"), of_kind, entity)
    });
    lists.concat() + &page.end()
}

pub(super) fn policies(page: &Page<String>) -> String {
    let policy = |arn: &String| element("PolicyName", name(arn)) + &element("PolicyArn", arn);
    members("AttachedPolicies", &page.items, policy) + &page.end()
}

pub(super) fn policy_names(page: &Page<String>) -> String {
    let names = page.items.iter().map(|name| element("member", name));
    format!(
        "<PolicyNames>{}</PolicyNames>{}",
        names.collect::<String>(),
        page.end()
    )
}

pub(super) fn instance_profiles(page: &Page<String>) -> String {
    let profile = |name: &String| {
        element("Path", "/")
            + &element("InstanceProfileName", name)
            + &element("InstanceProfileId", "AIPAFAKE")
            + &element(
                "Arn",
                format!("arn:aws:iam::123456789012:instance-profile/{name}"),
            )
            + &element("CreateDate", date(OffsetDateTime::UNIX_EPOCH))
            + "<Roles/>"
    };
    members("InstanceProfiles", &page.items, profile) + &page.end()
}

pub(super) fn policy_versions(page: &Page<(String, bool)>) -> String {
    let version = |(id, is_default): &(String, bool)| {
        element("VersionId", id)
            + &element("IsDefaultVersion", is_default)
            + &element("CreateDate", date(OffsetDateTime::UNIX_EPOCH))
    };
    members("Versions", &page.items, version) + &page.end()
}

/// A list, each item in an element `member`.
pub(super) fn members<T>(
    list: &str,
    items: impl IntoIterator<Item = T>,
    inside: impl Fn(T) -> String,
) -> String {
    let items = items.into_iter().fold(String::new(), |all, item| {
        all + "<member>" + &inside(item) + "</member>"
    });
    format!("<{list}>{items}</{list}>")
}

pub(super) fn date(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

pub(super) fn element(name: &str, text: impl Display) -> String {
    let text = text.to_string().replace('&', "&amp;");
    let text = text.replace('<', "&lt;").replace('>', "&gt;");
    format!("<{name}>{text}</{name}>")
}

fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

/// `/` or `/team/`, of the ARN of a role or user.
fn path(arn: &str) -> &str {
    let resource = arn.find('/').map_or("/", |start| &arn[start..]);
    resource.strip_suffix(name(arn)).unwrap_or("/")
}
