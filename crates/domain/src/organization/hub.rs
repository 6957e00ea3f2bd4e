//! What the hub says of every member, and what a member may say of itself.

use std::{fmt, str::FromStr};

use serde_json::Value;
use thiserror::Error;

use super::Member;
use crate::{
    aws::arn::{AccountId, PolicyArn, RoleArn},
    finding::{Code, Finding},
    properties::{self, DeleteProperties, Method, PresentIdentity, Properties, Raw},
};

/// What a member says of itself. `RoleInputs` is what its role is made of: a change of it makes
/// `CloudFormation` ask for the role to be verified anew, and nobody reads it.
pub const MEMBER_NAMES: &[&str] = &["PermissionsArn", "RoleArn", "RoleInputs"];

/// The longest name, as for one account.
const LONGEST_NAME: usize = 64;
/// Stands for the member's account in a name.
const ACCOUNT: &str = "{account_id}";

/// What the hub says of every member: properties of the contract, under their own names.
#[derive(Debug, Clone, PartialEq)]
pub struct Hub {
    values: Raw,
    name: CredentialsName,
}

/// What a member's stack asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberProperties<P> {
    /// The hub's values and the member's role.
    pub properties: P,
    /// `PermissionsArn`: the policy that the member's stack attaches to what it makes.
    pub permissions: PolicyArn,
    /// What was passed over, because a member may not say it.
    pub ignored: Vec<Finding>,
}

/// How to treat properties that a member stack must not send: refuse or only report them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignNames {
    /// Each is refused, as on a Create.
    Refused,
    /// The hub's are refused and unknown ones reported, as on an Update: another release of the
    /// member template may have had them.
    HubsRefused,
    /// Each is reported, as on a roll-back.
    Reported,
}

impl Hub {
    /// Reads the hub's own values, and reports every fault of them.
    pub fn new(values: Raw, name: CredentialsName) -> Result<Self, Vec<Finding>> {
        let hub = Self { values, name };
        let account = "000000000000".parse();
        let sample =
            account.map(|account| hub.merged(&account, "arn:aws:iam::000000000000:role/r"));
        sample.map_or(Ok(()), |sample| Properties::parse(&sample).map(drop))?;
        Ok(hub)
    }

    /// What a Create or an Update of the member wants. Every fault of the member's own properties
    /// at once, by name.
    pub fn properties(
        &self,
        member: &Member,
        raw: &Raw,
        names: ForeignNames,
    ) -> Result<MemberProperties<Properties>, Vec<Finding>> {
        let (mut faults, ignored) = foreign(raw, names);
        let role = own::<RoleArn>(raw, "RoleArn", member, RoleArn::account, &mut faults);
        let permissions = own::<PolicyArn>(
            raw,
            "PermissionsArn",
            member,
            PolicyArn::account,
            &mut faults,
        );
        let merged = role.map(|role| self.merged(member.account(), role.as_str()));
        match (merged, permissions) {
            (Some(merged), Some(permissions)) if faults.is_empty() => Ok(MemberProperties {
                properties: Properties::parse(&merged)?,
                permissions,
                ignored,
            }),
            _ => Err(faults),
        }
    }

    /// What a Delete of the member needs. `None`: the stack names no policy of its own account, so
    /// that nothing it has made can be found.
    #[must_use]
    pub fn delete_properties(
        &self,
        member: &Member,
        raw: &Raw,
    ) -> Option<MemberProperties<DeleteProperties>> {
        let mut faults = Vec::new();
        let role = own::<RoleArn>(raw, "RoleArn", member, RoleArn::account, &mut faults);
        let permissions = own::<PolicyArn>(
            raw,
            "PermissionsArn",
            member,
            PolicyArn::account,
            &mut faults,
        )?;
        let merged = self.merged(member.account(), "");
        let mut properties = DeleteProperties::read(&merged);
        properties.identity = role.map(PresentIdentity::Role);
        Some(MemberProperties {
            properties,
            permissions,
            ignored: Vec::new(),
        })
    }

    /// The old properties of an Update, where its role is another one: then something is
    /// superseded. Whatever else differs is verified anew, so nothing else of them matters.
    #[must_use]
    pub fn old_properties(
        &self,
        member: &Member,
        old: &Raw,
        new: &Properties,
    ) -> Option<Properties> {
        let old = self.properties(member, old, ForeignNames::Reported);
        let old = old.ok()?.properties;
        let role = |properties: &Properties| match &properties.method {
            Method::AssumeRole(trust) => Some(trust.role.clone()),
            Method::StaticCredentials(_) => None,
        };
        (role(&old) != role(new)).then_some(old)
    }

    fn merged(&self, account: &AccountId, role: &str) -> Raw {
        let mut merged = self.values.clone();
        let name = self.name.of(account);
        let method = "AssumeRole".to_owned();
        let given = [
            ("AuthenticationMethod", method),
            ("CredentialsName", name),
            ("RoleArn", role.to_owned()),
        ];
        merged.extend(given.map(|(name, value)| (name.to_owned(), Value::String(value))));
        merged
    }
}

/// Findings about properties that are no member's to send: those that refuse the request, and those
/// that are only reported.
fn foreign(raw: &Raw, names: ForeignNames) -> (Vec<Finding>, Vec<Finding>) {
    let (mut refused, mut reported) = (Vec::new(), Vec::new());
    for name in raw.keys().map(String::as_str) {
        if MEMBER_NAMES.contains(&name) || properties::is_envelope(name) {
            continue;
        }
        let is_hubs = properties::NAMES.contains(&name);
        let is_refused = match names {
            ForeignNames::Refused => true,
            ForeignNames::HubsRefused => is_hubs,
            ForeignNames::Reported => false,
        };
        let of_its_kind = if is_refused {
            &mut refused
        } else {
            &mut reported
        };
        of_its_kind.push(foreign_name(name, is_hubs));
    }
    (refused, reported)
}

fn foreign_name(name: &str, is_hubs: bool) -> Finding {
    let whose = if is_hubs {
        "is the hub's to say, not a member's"
    } else {
        "is unknown"
    };
    Finding::new(Code::PropertyUnknown, format!("property `{name}` {whose}")).with_hint(format!(
        "remove `{name}`; a member's properties are {}",
        MEMBER_NAMES.join(", ")
    ))
}

/// A property that names something of the member's own account.
fn own<T: FromStr>(
    raw: &Raw,
    name: &str,
    member: &Member,
    account: impl Fn(&T) -> &AccountId,
    faults: &mut Vec<Finding>,
) -> Option<T> {
    let text = raw.get(name).and_then(Value::as_str).unwrap_or_default();
    let read = text
        .parse()
        .ok()
        .filter(|read| account(read) == member.account());
    if read.is_none() {
        let message = format!(
            "property `{name}` must be an ARN of account {}",
            member.account()
        );
        let finding = Finding::new(Code::PropertyInvalid, message);
        faults.push(finding.with_hint("deploy the member template as it is published"));
    }
    read
}

/// How members' credentials are called in Qovery's console: a text with `{account_id}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialsName(String);

/// The text would give two members one name, or none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no name for members' credentials: at most 64 characters with `{{account_id}}` expected"
)]
pub struct CredentialsNameError(String);

impl CredentialsName {
    /// The name of a member's credentials.
    #[must_use]
    pub fn of(&self, account: &AccountId) -> String {
        self.0.replace(ACCOUNT, account.as_str())
    }
}

impl FromStr for CredentialsName {
    type Err = CredentialsNameError;

    fn from_str(text: &str) -> Result<Self, CredentialsNameError> {
        if text.contains(ACCOUNT) && text.len() <= LONGEST_NAME {
            Ok(Self(text.to_owned()))
        } else {
            Err(CredentialsNameError(text.to_owned()))
        }
    }
}

impl fmt::Display for CredentialsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
