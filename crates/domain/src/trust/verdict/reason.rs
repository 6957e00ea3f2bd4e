//! A cause in words: what is wrong with a condition, and what to change.

use super::cause::{Cause, KeyCause, ValueCause};
use crate::trust::{
    TrustedPrincipal,
    policy::{Clause, Test},
};

/// A condition that is not true in every call of a principal.
#[derive(Debug)]
pub(super) struct Reason<'a> {
    pub(super) clause: &'a Clause,
    pub(super) principal: &'a TrustedPrincipal,
    pub(super) cause: Cause,
}

impl Reason<'_> {
    /// What is wrong: the value asked for, the one sent, and the mistake behind it.
    pub(super) fn message(&self) -> String {
        let Self { principal, .. } = self;
        let what = match &self.cause {
            Cause::Undecided => format!("may not hold when `{principal}` calls"),
            Cause::Key(cause) => self.about_key(cause),
            Cause::Value(cause) => self.about_value(cause),
        };
        let Clause { operator, key, .. } = self.clause;
        format!("`{operator}` on `{}` {what}", key.shown)
    }

    fn about_key(&self, cause: &KeyCause) -> String {
        let Self { principal, .. } = self;
        match cause {
            KeyCause::NoExternalId => {
                let asked = match self.clause.test {
                    Test::Null(_) => "an external id".to_owned(),
                    _ => self.values(),
                };
                format!("asks for {asked}, and `{principal}` sends none")
            }
            KeyCause::Undocumented(Some(nearest)) => {
                format!("never holds: AWS documents no such key, but `{nearest}`")
            }
            KeyCause::Undocumented(None) => {
                "never holds: AWS documents no such key for `sts:AssumeRole`".to_owned()
            }
            KeyCause::OfAnotherService => {
                "never holds: the key belongs to the requests of another service".to_owned()
            }
            KeyCause::OfOtherCalls(calls) => {
                format!("never holds when `{principal}` calls: only {calls} carry the key")
            }
            KeyCause::AlwaysThere => {
                format!("wants the key absent, and every call by `{principal}` carries it")
            }
        }
    }

    fn about_value(&self, cause: &ValueCause) -> String {
        let Self { principal, .. } = self;
        let values = self.values();
        match cause {
            ValueCause::NeedsVersion(value) => format!(
                "compares with `{value}` as it stands: variables need the `Version` `2012-10-17`"
            ),
            ValueCause::UnsetVariable(name) => {
                format!("needs `${{{name}}}`, which has no value when `{principal}` calls")
            }
            ValueCause::LiteralWildcard(value) => {
                format!("takes the wildcard in `{value}` literally")
            }
            ValueCause::SessionArn(value) => format!(
                "asks for the session `{value}`, but the key holds the ARN of the session's role"
            ),
            ValueCause::RootArn(value) => {
                format!("asks for `{value}`, but a root user cannot assume a role")
            }
            ValueCause::LeftOut(Some(sent)) => {
                format!("leaves out `{sent}`, which `{principal}` sends")
            }
            ValueCause::LeftOut(None) => {
                format!("leaves out everything that `{principal}` can send")
            }
            ValueCause::OtherTime => format!("asks for {values}, and no call is made then"),
            ValueCause::Impossible => format!("asks for {values}, which the key cannot be"),
            ValueCause::Other(Some(sent)) => {
                format!("asks for {values}, and `{principal}` sends `{sent}`")
            }
            ValueCause::Other(None) => {
                format!("asks for {values}, which `{principal}` never sends")
            }
        }
    }

    /// What to change where the statement names only expected principals.
    pub(super) fn hint(&self) -> String {
        let hint = match &self.cause {
            Cause::Key(KeyCause::NoExternalId) => {
                "remove the condition, or agree on an external id with the third party"
            }
            Cause::Key(KeyCause::Undocumented(Some(nearest))) => {
                return format!("correct the key to `{nearest}`");
            }
            Cause::Key(KeyCause::Undocumented(None)) => "remove the condition, or correct the key",
            Cause::Value(ValueCause::NeedsVersion(_)) => "set `Version` to `2012-10-17`",
            Cause::Value(ValueCause::LiteralWildcard(_)) => {
                "use `StringLike`, which knows wildcards"
            }
            Cause::Value(ValueCause::SessionArn(_)) => {
                "compare with the ARN of the role, path included"
            }
            Cause::Value(ValueCause::RootArn(_)) => {
                "compare `aws:PrincipalAccount` with the account id instead"
            }
            Cause::Value(ValueCause::LeftOut(_)) => {
                "remove the value that leaves the principal out"
            }
            Cause::Value(ValueCause::Other(Some(sent))) => {
                return format!("set `{}` to `{sent}`", self.clause.key.shown);
            }
            Cause::Value(
                ValueCause::OtherTime | ValueCause::Impossible | ValueCause::Other(None),
            ) => "remove the condition, or correct its value",
            Cause::Value(ValueCause::UnsetVariable(_)) | Cause::Key(_) | Cause::Undecided => {
                "remove the condition"
            }
        };
        hint.to_owned()
    }

    /// The values of the condition.
    fn values(&self) -> String {
        format!("`{}`", self.clause.values.join("`, `"))
    }
}
