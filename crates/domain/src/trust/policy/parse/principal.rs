//! The `Principal` element.
//!
//! Source: IAM user guide, "AWS JSON policy elements: Principal".

use super::Faults;
use crate::finding::Code;
use crate::{
    aws::arn::AccountId,
    trust::{
        policy::{Principals, Provider, ProviderKind, json::Json},
        principal::is_partition,
    },
};

/// Providers that IAM knows without an ARN.
const BUILT_IN: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "cognito-identity-us-gov.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// Ends of the names of services, by partition.
const SERVICE_ENDS: &[&str] = &[
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazon.com",
    ".aws.internal",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// Every entry that IAM would accept; the others are faults. `None` where the element as a whole
/// cannot be read.
pub(super) fn principals(json: Json, except: bool, faults: &mut Faults) -> Option<Principals> {
    let mut principals = Principals {
        except,
        ..Principals::default()
    };
    match json {
        Json::Text(text) if text == "*" => principals.everyone = true,
        Json::Object(kinds) => {
            for (kind, values) in kinds {
                of_kind(&kind, values, &mut principals, faults)?;
            }
        }
        Json::Text(text) => faults.add(
            Code::InvalidPrincipal,
            format!("`{text}` stands alone: only `*` can, others need a kind such as `AWS`"),
        ),
        other => faults.wrong_type("Principal", "`*` or an object", &other),
    }
    principals.aws.sort_by(|a, b| a.account().cmp(b.account()));
    principals.services.sort_unstable();
    principals.providers.sort_unstable();
    Some(principals)
}

fn of_kind(
    kind: &str,
    values: Json,
    principals: &mut Principals,
    faults: &mut Faults,
) -> Option<()> {
    let add = match kind {
        "AWS" => Principals::add_aws,
        "Service" => Principals::add_service,
        "Federated" => Principals::add_provider,
        _ => {
            let message = format!("a trust policy has no principals of kind `{kind}`");
            faults.add(Code::InvalidPrincipal, message);
            return None;
        }
    };
    for text in faults.texts("Principal", values)? {
        if add(principals, &text).is_none() {
            let message = format!("`{text}` is no {kind} principal");
            faults.add(Code::InvalidPrincipal, message);
        }
    }
    Some(())
}

impl Principals {
    fn add_aws(&mut self, text: &str) -> Option<()> {
        if text == "*" {
            self.everyone = true;
        } else if is_unique_id(text) {
            self.deleted = true;
        } else {
            self.aws.push(text.parse().ok()?);
        }
        Some(())
    }

    fn add_service(&mut self, text: &str) -> Option<()> {
        let clean = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
        let is_of_aws = SERVICE_ENDS
            .iter()
            .any(|end| text.len() > end.len() && text.ends_with(end));
        (is_of_aws && text.bytes().all(clean)).then(|| self.services.push(text.to_owned()))
    }

    fn add_provider(&mut self, text: &str) -> Option<()> {
        let kind = if BUILT_IN.contains(&text) {
            ProviderKind::WebIdentity(text.to_owned())
        } else {
            provider(text)?
        };
        let text = text.to_owned();
        self.providers.push(Provider { text, kind });
        Some(())
    }
}

/// Whether the text is what IAM shows where a role or user was deleted.
fn is_unique_id(text: &str) -> bool {
    let is_kind = text.starts_with("AROA") || text.starts_with("AIDA");
    is_kind
        && (16..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn provider(arn: &str) -> Option<ProviderKind> {
    let mut parts = arn.splitn(6, ':');
    let ("arn", partition, "iam", "") =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?)
    else {
        return None;
    };
    let _: AccountId = parts.next()?.parse().ok()?;
    let (kind, name) = parts.next()?.split_once('/')?;
    let clean = |b: u8| b.is_ascii_graphic() && !b"*?".contains(&b);
    let whole = !name.is_empty() && name.bytes().all(clean) && is_partition(partition);
    whole.then_some(())?;
    match kind {
        "saml-provider" => Some(ProviderKind::Saml),
        "oidc-provider" => Some(ProviderKind::WebIdentity(name.to_ascii_lowercase())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(add: fn(&mut Principals, &str) -> Option<()>, text: &str) -> bool {
        add(&mut Principals::default(), text).is_none()
    }

    #[test]
    fn a_wildcard_stands_in_no_principal() {
        for text in [
            "arn:aws:iam::*:root",
            "arn:aws:iam::111122223333:role/*",
            "1111*",
            "**",
            "",
        ] {
            assert!(is_refused(Principals::add_aws, text), "{text}");
        }
        for text in ["*", "*.amazonaws.com"] {
            assert!(is_refused(Principals::add_service, text), "{text}");
        }
        for text in ["*", "arn:aws:iam::111122223333:saml-provider/*"] {
            assert!(is_refused(Principals::add_provider, text), "{text}");
        }
    }

    #[test]
    fn a_service_is_one_of_aws() {
        for text in [
            "ec2.amazonaws.com",
            "ec2.amazonaws.com.cn",
            "ec2.c2s.ic.gov",
        ] {
            assert!(!is_refused(Principals::add_service, text), "{text}");
        }
        for text in [
            "ec2",
            "evil.example.com",
            ".amazonaws.com",
            "ec2 .amazonaws.com",
        ] {
            assert!(is_refused(Principals::add_service, text), "{text}");
        }
    }
}
