//! ARNs, parsed once at the door and never strings again.
//!
//! Source: IAM user guide, "IAM identifiers".

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
    #[error("`{text}` is not the ARN of a {kind}: `{form}` expected")]
    Form {
        /// What was given.
        text: String,
        /// Which resource was expected.
        kind: &'static str,
        /// The form of a right one.
        form: &'static str,
    },
}

/// An IAM role or user: partition, account, path and name.
macro_rules! iam_arn {
    ($name:ident, $kind:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name {
            text: String,
            account: AccountId,
            partition_end: usize,
            name_start: usize,
        }

        impl $name {
            /// The whole ARN.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// The account that it lives in.
            #[must_use]
            pub fn account(&self) -> &AccountId {
                &self.account
            }

            /// `aws`, `aws-cn`, `aws-us-gov` and so on.
            #[must_use]
            pub fn partition(&self) -> &str {
                &self.text["arn:".len()..self.partition_end]
            }

            /// The name without its path: what the IAM API calls it by.
            #[must_use]
            pub fn name(&self) -> &str {
                &self.text[self.name_start..]
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl FromStr for $name {
            type Err = ArnError;

            fn from_str(text: &str) -> Result<Self, ArnError> {
                let (account, partition_end, name_start) = iam_parts(text, concat!($kind, "/"))
                    .ok_or_else(|| ArnError::Form {
                        text: text.to_owned(),
                        kind: concat!("IAM ", $kind),
                        form: concat!("arn:aws:iam::123456789012:", $kind, "/name"),
                    })?;
                Ok(Self {
                    text: text.to_owned(),
                    account,
                    partition_end,
                    name_start,
                })
            }
        }
    };
}

iam_arn!(RoleArn, "role", "The ARN of an IAM role.");
iam_arn!(UserArn, "user", "The ARN of an IAM user.");

/// Account, end of the partition, start of the name.
fn iam_parts(text: &str, kind: &str) -> Option<(AccountId, usize, usize)> {
    let rest = text.strip_prefix("arn:")?;
    let partition = rest.split(':').next()?;
    let (account, resource) = rest[partition.len()..]
        .strip_prefix(":iam::")?
        .split_once(':')?;
    let path = resource.strip_prefix(kind)?;
    let name = path.rsplit('/').next()?;
    let known = partition == "aws" || partition.starts_with("aws-");
    let path_is_clean = path.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'*');
    let name_is_clean = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b));
    (known && path_is_clean && name_is_clean).then_some(())?;
    Some((
        account.parse().ok()?,
        "arn:".len() + partition.len(),
        text.len() - name.len(),
    ))
}

/// The ARN of a Secrets Manager secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretArn(String);

impl SecretArn {
    /// The whole ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SecretArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            [
                "arn",
                partition,
                "secretsmanager",
                region,
                account,
                "secret",
                name,
            ] if partition.starts_with("aws")
                && !region.is_empty()
                && !name.is_empty()
                && account.parse::<AccountId>().is_ok() =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ArnError::Form {
                text: text.to_owned(),
                kind: "secret",
                form: "arn:aws:secretsmanager:eu-west-3:123456789012:secret:name-AbCdEf",
            }),
        }
    }
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
            "arn:aws:iam:eu-west-3:123456789012:role/a",
            " arn:aws:iam::123456789012:role/a",
        ] {
            assert!(text.parse::<RoleArn>().is_err(), "{text}");
        }
    }
}
