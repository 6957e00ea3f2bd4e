//! The `Principal` element.
//!
//! Source: IAM user guide, "AWS JSON policy elements: Principal".

use super::{Faults, statement::texts};
use crate::trust::{
    json::Json,
    policy::{Item, Principals, Provider, ProviderKind},
    principal::{self, is_partition},
};

/// Providers that IAM knows without an ARN.
const BUILT_IN: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "cognito-identity-us-gov.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// Every entry that IAM would accept; the others are faults. None where the element as a whole
/// cannot be read.
pub(super) fn principals(json: Json, except: bool, faults: &mut Faults) -> Option<Principals> {
    let mut items = Vec::new();
    match json {
        Json::Text(text) if text == "*" => items.push(Item::Anyone),
        Json::Object(kinds) => {
            for (kind, values) in kinds {
                of_kind(&kind, values, &mut items, faults)?;
            }
        }
        Json::Text(text) => faults.add(
            "invalid-principal",
            format!("`{text}` stands alone: only `*` can, others need a kind such as `AWS`"),
        ),
        other => faults.wrong_type("Principal", "`*` or an object", &other),
    }
    Some(Principals { except, items })
}

fn of_kind(kind: &str, values: Json, items: &mut Vec<Item>, faults: &mut Faults) -> Option<()> {
    let parse = match kind {
        "AWS" => aws,
        "Service" => service,
        "Federated" => federated,
        _ => {
            let message = format!("`{kind}` is no kind of principal in a trust policy");
            faults.add("invalid-principal", message);
            return None;
        }
    };
    for text in texts("Principal", values, faults)? {
        match parse(&text) {
            Some(item) => items.push(item),
            None => faults.add(
                "invalid-principal",
                format!("`{text}` is no {kind} principal"),
            ),
        }
    }
    Some(())
}

fn aws(text: &str) -> Option<Item> {
    if text == "*" {
        return Some(Item::Anyone);
    }
    if principal::is_unique_id(text) {
        return Some(Item::Deleted);
    }
    text.parse().ok().map(Item::Aws)
}

fn service(text: &str) -> Option<Item> {
    let clean = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
    let aws = [
        ".amazonaws.com",
        ".amazonaws.com.cn",
        ".amazon.com",
        ".aws.internal",
    ]
    .iter()
    .any(|suffix| text.len() > suffix.len() && text.ends_with(suffix));
    (aws && text.bytes().all(clean)).then(|| Item::Service(text.to_owned()))
}

fn federated(text: &str) -> Option<Item> {
    let kind = if BUILT_IN.contains(&text) {
        ProviderKind::WebIdentity(text.to_owned())
    } else {
        provider(text)?
    };
    let text = text.to_owned();
    Some(Item::Federated(Provider { text, kind }))
}

fn provider(arn: &str) -> Option<ProviderKind> {
    let mut parts = arn.splitn(6, ':');
    let ("arn", partition, "iam", "") =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?)
    else {
        return None;
    };
    let account: crate::aws::arn::AccountId = parts.next()?.parse().ok()?;
    let (kind, name) = parts.next()?.split_once('/')?;
    let clean = |b: u8| b.is_ascii_graphic() && !b"*?".contains(&b);
    let whole = !name.is_empty() && name.bytes().all(clean) && is_partition(partition);
    (whole && !account.as_str().is_empty()).then_some(())?;
    match kind {
        "saml-provider" => Some(ProviderKind::Saml),
        "oidc-provider" => Some(ProviderKind::WebIdentity(name.to_ascii_lowercase())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_in_no_principal() {
        for text in [
            "arn:aws:iam::*:root",
            "arn:aws:iam::111122223333:role/*",
            "1111*",
            "**",
            "",
        ] {
            assert!(aws(text).is_none(), "{text}");
        }
        assert!(service("*").is_none() && service("*.amazonaws.com").is_none());
        assert!(federated("*").is_none());
        assert!(federated("arn:aws:iam::111122223333:saml-provider/*").is_none());
    }

    #[test]
    fn a_service_is_one_of_aws() {
        assert!(service("ec2.amazonaws.com").is_some());
        for text in [
            "ec2",
            "evil.example.com",
            ".amazonaws.com",
            "ec2 .amazonaws.com",
        ] {
            assert!(service(text).is_none(), "{text}");
        }
    }
}
