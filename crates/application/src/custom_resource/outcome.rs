//! The outcome of a request, as it is answered.

use std::collections::BTreeMap;

use domain::{
    aws::arn::AccountId,
    finding::Finding,
    message::Message,
    physical_id::PhysicalId,
    properties::{Method, Properties},
    qovery::CredentialsId,
    trust::TrustVerdict,
};

/// The longest value of an attribute. The rest of the answer has to fit beside it.
const MAX_ATTRIBUTE_BYTES: usize = 1024;

/// The outcome of a request that succeeded.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(super) physical_id: PhysicalId,
    pub(super) attributes: BTreeMap<&'static str, String>,
    pub(super) note: Message,
}

impl Outcome {
    /// The credentials are registered as requested. Without a verdict, `Verdict` is `unknown`.
    pub(crate) fn registered(
        physical_id: PhysicalId,
        account: &AccountId,
        properties: &Properties,
        verdict: Option<&TrustVerdict>,
    ) -> Self {
        let verdict = match verdict {
            Some(verdict) if verdict.is_trusted() => "trusted",
            Some(_) => "untrusted",
            None => "unknown",
        };
        let mut attributes = BTreeMap::from([
            ("CredentialsId", credentials_id(&physical_id)),
            ("AccountId", account.to_string()),
            ("Verdict", verdict.to_owned()),
        ]);
        if let Method::AssumeRole(trust) = &properties.method {
            let principals: Vec<String> =
                trust.principals.iter().map(ToString::to_string).collect();
            attributes.insert("RoleArn", trust.role.to_string());
            attributes.insert("TrustedPrincipals", shortened(&principals.join(",")));
        }
        Self {
            physical_id,
            attributes,
            note: Message::new("connected"),
        }
    }

    /// The credentials stay as they are registered. Of the properties only the role can be read.
    pub(crate) fn unread(physical_id: PhysicalId, account: &AccountId, role: &str) -> Self {
        let attributes = BTreeMap::from([
            ("CredentialsId", credentials_id(&physical_id)),
            ("AccountId", account.to_string()),
            ("RoleArn", shortened(role)),
            ("TrustedPrincipals", String::new()),
            ("Verdict", "unknown".to_owned()),
        ]);
        Self {
            physical_id,
            attributes,
            note: Message::new("nothing was changed"),
        }
    }

    /// A deletion that is done.
    pub(crate) fn deregistered(physical_id: PhysicalId, note: Message) -> Self {
        Self {
            physical_id,
            attributes: BTreeMap::new(),
            note,
        }
    }

    /// The same with another sentence at its head.
    pub(crate) fn noting(mut self, note: Message) -> Self {
        self.note = note;
        self
    }

    /// The same with a failure that did not stop it.
    pub(crate) fn although(mut self, failed: Message) -> Self {
        self.note.details.push(failed.head);
        self.note.details.extend(failed.details);
        self.note.hints.extend(failed.hints);
        self
    }

    /// The same with findings that did not stop it.
    pub(crate) fn warn(mut self, findings: &[Finding]) -> Self {
        self.note.add_findings(findings);
        self
    }
}

fn credentials_id(physical_id: &PhysicalId) -> String {
    match physical_id {
        PhysicalId::Registered { credentials, .. } => credentials.to_string(),
        PhysicalId::Nothing(_) | PhysicalId::Unknown(_) => String::new(),
    }
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_ATTRIBUTE_BYTES)].to_owned()
}

/// The physical id of credentials that are registered.
pub(crate) fn registered_id(
    properties: &Properties,
    credentials: CredentialsId,
    ownership: domain::physical_id::Ownership,
) -> PhysicalId {
    PhysicalId::Registered {
        organization: properties.organization.clone(),
        credentials,
        ownership,
    }
}
