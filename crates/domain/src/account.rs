//! Whether credentials are of the stack's account. Those of another are never changed or deleted,
//! whatever id a request names.

use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, RoleArn},
    },
    finding::{Code, Finding},
    qovery::{Credentials, CredentialsValues},
};

/// The account of the key that the stack's credentials show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAccount {
    /// It need not be known: they show no key, or one of the stack's own user.
    NotAsked,
    /// As STS says.
    Known(AccountId),
    /// STS could not be asked, with the cause.
    Unknown(String),
}

/// The key whose account has to be known before these credentials are changed or deleted.
/// `is_own` says of a key whether the stack has it.
#[must_use]
pub fn key_to_ask_about(
    shown: &Credentials,
    is_own: impl FnOnce(&AccessKeyId) -> bool,
) -> Option<AccessKeyId> {
    let key = shown.values.key_id()?;
    (!is_own(&key)).then_some(key)
}

/// Fails with why credentials with these values must be left alone. `own` is the stack's account.
pub(crate) fn is_of_account(
    values: &CredentialsValues,
    own: &AccountId,
    is_own: impl FnOnce(&AccessKeyId) -> bool,
    key_account: &KeyAccount,
) -> Result<(), String> {
    let is_ours = |account: &AccountId| {
        if account == own {
            Ok(())
        } else {
            Err(format!("they are of account {account}"))
        }
    };
    match values {
        CredentialsValues::Role(arn) => match arn.parse::<RoleArn>() {
            Ok(role) => is_ours(role.account()),
            Err(_) => Err("they show no role of AWS".to_owned()),
        },
        CredentialsValues::Static(id) => match (id.parse(), key_account) {
            (Ok(id), _) if is_own(&id) => Ok(()),
            (_, KeyAccount::Known(account)) => is_ours(account),
            (_, KeyAccount::Unknown(cause)) => {
                Err(format!("the account of their key is not known: {cause}"))
            }
            (_, KeyAccount::NotAsked) => Err("the account of their key is not known".to_owned()),
        },
        CredentialsValues::Other => Err("they show nothing of AWS".to_owned()),
    }
}

pub(crate) fn another_account(shown: &Credentials, why: &str) -> Finding {
    let Credentials { id, name, .. } = shown;
    Finding::new(
        Code::CredentialsOfAnotherAccount,
        format!("the credentials `{name}` ({id}) at Qovery are not changed: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, OLD, OTHER_ROLE, ROLE};

    const OTHERS: &str = "arn:aws:iam::333333333333:role/theirs";

    fn judge(values: &CredentialsValues, key_account: &KeyAccount) -> Result<(), String> {
        let is_own = |id: &AccessKeyId| id.as_str() == OLD;
        is_of_account(values, sample::stack().account(), is_own, key_account)
    }

    #[test]
    fn a_role_is_of_the_account_in_its_arn() {
        for role in [ROLE, OTHER_ROLE] {
            judge(&sample::shows_role(role), &KeyAccount::NotAsked).unwrap();
        }
        for role in [OTHERS, "", "arn:aws:iam::123456789012:user/qovery"] {
            judge(&sample::shows_role(role), &KeyAccount::NotAsked).unwrap_err();
        }
    }

    #[test]
    fn a_key_is_of_the_account_that_sts_names_unless_the_stack_has_it() {
        let (own, other) = (
            sample::shows_key(OLD),
            sample::shows_key("AKIASTRANGERSTRANGE1"),
        );
        let known = |id: &str| KeyAccount::Known(id.parse().unwrap());
        let unknown = KeyAccount::Unknown("throttled".to_owned());
        judge(&own, &KeyAccount::NotAsked).unwrap();
        judge(&other, &known("123456789012")).unwrap();
        for account in [known("333333333333"), unknown, KeyAccount::NotAsked] {
            judge(&other, &account).unwrap_err();
        }
    }

    #[test]
    fn what_is_no_access_to_aws_is_of_no_account() {
        judge(&CredentialsValues::Other, &KeyAccount::NotAsked).unwrap_err();
    }
}
