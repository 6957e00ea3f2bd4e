//! ARNs. A text is parsed once, where it enters, into a type that knows its parts.
//!
//! Source: AWS General Reference, "Amazon Resource Names (ARNs)"; IAM user guide, "IAM identifiers".

use std::{fmt, str::FromStr};

use thiserror::Error;

/// Twelve digits, leading zeros included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AccountId {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ArnError::AccountId(text.to_owned()))
        }
    }
}

/// Why a text is not the ARN that was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArnError {
    /// Not twelve digits.
    #[error("`{0}` is not an AWS account id: twelve digits expected")]
    AccountId(String),
    /// Not an ARN of that kind.
    #[error("`{text}` is not the ARN of {kind}: `{form}` expected")]
    Form {
        /// What was given.
        text: String,
        /// Which resource was expected, with its article.
        kind: &'static str,
        /// An ARN as it is expected.
        form: &'static str,
    },
}

/// The five parts behind `arn:`, of an ARN that names an account.
struct Parts<'a> {
    service: &'a str,
    region: &'a str,
    resource: &'a str,
}

/// An ARN that names an account: `arn:partition:service:region:account:resource`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Arn {
    text: String,
    account: AccountId,
}

impl Arn {
    /// Reads the text if it is an ARN of an account and `accepts` its parts.
    fn parse(text: &str, accepts: impl FnOnce(&Parts<'_>) -> bool) -> Option<Self> {
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        let &["arn", partition, service, region, account, resource] = fields.as_slice() else {
            return None;
        };
        let is_known = partition == "aws" || partition.starts_with("aws-");
        let is_clean = text.bytes().all(|b| b.is_ascii_graphic() && b != b'*');
        let parts = Parts {
            service,
            region,
            resource,
        };
        // AWS's own policies are in no account: they have `aws` where others have twelve digits.
        let account = match account {
            "aws" if service == "iam" && resource.starts_with("policy/") => {
                AccountId(account.into())
            }
            digits => digits.parse().ok()?,
        };
        (is_known && is_clean && accepts(&parts)).then_some(Self {
            text: text.to_owned(),
            account,
        })
    }

    /// The field at that place: 1 is the partition, 3 the region.
    fn field(&self, place: usize) -> &str {
        self.text.split(':').nth(place).unwrap_or_default()
    }
}

macro_rules! arn {
    ($name:ident, $doc:literal, $kind:literal, $form:literal, $accepts:expr) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arn);

        impl $name {
            /// The whole ARN.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0.text
            }

            /// The account of the resource.
            #[must_use]
            pub fn account(&self) -> &AccountId {
                &self.0.account
            }

            /// `aws`, `aws-cn`, `aws-us-gov` and so on.
            #[must_use]
            pub fn partition(&self) -> &str {
                self.0.field(1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text)
            }
        }

        impl FromStr for $name {
            type Err = ArnError;

            fn from_str(text: &str) -> Result<Self, ArnError> {
                Arn::parse(text, $accepts)
                    .map(Self)
                    .ok_or_else(|| ArnError::Form {
                        text: text.to_owned(),
                        kind: $kind,
                        form: $form,
                    })
            }
        }
    };
}

arn!(
    RoleArn,
    "The ARN of an IAM role.",
    "an IAM role",
    "arn:aws:iam::123456789012:role/name",
    |parts| is_iam(parts, "role/", 64)
);
arn!(
    UserArn,
    "The ARN of an IAM user.",
    "an IAM user",
    "arn:aws:iam::123456789012:user/name",
    |parts| is_iam(parts, "user/", 64)
);
arn!(
    PolicyArn,
    "The ARN of a managed policy: one of an account, or one of AWS's own.",
    "a managed policy",
    "arn:aws:iam::123456789012:policy/name",
    |parts| is_iam(parts, "policy/", 128)
);
arn!(
    StackArn,
    "The ARN of a stack: its id.",
    "a stack",
    "arn:aws:cloudformation:eu-west-3:123456789012:stack/name/0a1b2c3d-…",
    |parts| parts.service == "cloudformation"
        && !parts.region.is_empty()
        && parts
            .resource
            .strip_prefix("stack/")
            .is_some_and(|stack| stack.split('/').count() == 2)
);
arn!(
    SecretArn,
    "The ARN of a Secrets Manager secret.",
    "a secret",
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:name-AbCdEf",
    |parts| parts.service == "secretsmanager"
        && !parts.region.is_empty()
        && is_name(parts.resource.strip_prefix("secret:"))
);
arn!(
    TopicArn,
    "The ARN of an SNS topic.",
    "a topic",
    "arn:aws:sns:eu-west-3:123456789012:name",
    |parts| parts.service == "sns" && !parts.region.is_empty() && is_name(Some(parts.resource))
);

impl StackArn {
    /// The name of the stack.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.text.split('/').nth(1).unwrap_or_default()
    }

    /// The region of the stack.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.field(3)
    }
}

impl RoleArn {
    /// The role of that name, without a path, in that account.
    pub fn of(partition: &str, account: &AccountId, name: &str) -> Result<Self, ArnError> {
        format!("arn:{partition}:iam::{account}:role/{name}").parse()
    }

    /// The name without its path: what the IAM API calls the role by.
    #[must_use]
    pub fn name(&self) -> &str {
        last_segment(&self.0.text)
    }
}

impl UserArn {
    /// The name without its path: what the IAM API calls the user by.
    #[must_use]
    pub fn name(&self) -> &str {
        last_segment(&self.0.text)
    }
}

impl SecretArn {
    /// The region of the secret, which is the one to ask.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.field(3)
    }
}

impl TopicArn {
    /// The region of the topic, which is the one to ask.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.field(3)
    }
}

/// An IAM resource of that kind with a path of any depth and a name that IAM accepts.
fn is_iam(parts: &Parts<'_>, kind: &str, longest: usize) -> bool {
    let name = parts.resource.strip_prefix(kind).map(last_segment);
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b);
    parts.service == "iam"
        && parts.region.is_empty()
        && name
            .is_some_and(|name| (1..=longest).contains(&name.len()) && name.bytes().all(is_allowed))
}

/// One name, and nothing behind it.
fn is_name(name: Option<&str>) -> bool {
    name.is_some_and(|name| !name.is_empty() && !name.contains(':'))
}

fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_arn_gives_its_parts() {
        let arn: RoleArn = "arn:aws-cn:iam::012345678901:role/a/b/qovery"
            .parse()
            .unwrap();
        assert_eq!(arn.partition(), "aws-cn");
        assert_eq!(arn.account().as_str(), "012345678901");
        assert_eq!(arn.name(), "qovery");
    }

    #[test]
    fn what_only_looks_like_a_role_arn_is_refused() {
        for text in [
            "",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::12345678901:role/a",
            "arn:aws:iam::123456789012:user/a",
            "arn:aws::iam::123456789012:role/a",
            "arn:gcp:iam::123456789012:role/a",
            "arn:aws:iam::123456789012:role/a b",
            "arn:aws:iam::123456789012:role/*/a",
            "arn:aws:iam:eu-west-3:123456789012:role/a",
            " arn:aws:iam::123456789012:role/a",
        ] {
            assert!(text.parse::<RoleArn>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_policy_is_of_an_account_or_of_aws_itself_and_a_role_is_never_of_aws() {
        for text in [
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "arn:aws:iam::123456789012:policy/path/name",
        ] {
            assert!(text.parse::<PolicyArn>().is_ok(), "{text}");
        }
        assert!("arn:aws:iam::aws:role/name".parse::<RoleArn>().is_err());
    }

    #[test]
    fn a_stack_is_named_by_its_id() {
        let id = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";
        let stack: StackArn = id.parse().unwrap();
        assert_eq!((stack.name(), stack.region()), ("qovery", "eu-west-3"));
        assert!(
            id.trim_end_matches("/0a1b2c3d")
                .parse::<StackArn>()
                .is_err()
        );
    }

    #[test]
    fn a_secret_and_a_topic_know_their_region_and_a_subscription_is_no_topic() {
        let secret: SecretArn = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf"
            .parse()
            .unwrap();
        assert_eq!(
            (secret.region(), secret.account().as_str()),
            ("eu-west-3", "123456789012")
        );
        let topic: TopicArn = "arn:aws:sns:us-east-1:123456789012:findings"
            .parse()
            .unwrap();
        assert_eq!(topic.region(), "us-east-1");
        for text in [
            "",
            "findings",
            "arn:aws:sns::123456789012:findings",
            "arn:aws:sns:us-east-1:123456789012:findings:0a1b",
        ] {
            assert!(text.parse::<TopicArn>().is_err(), "{text}");
        }
    }
}
