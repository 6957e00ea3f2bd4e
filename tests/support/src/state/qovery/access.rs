//! What a token may do.

use super::Refusal;
use crate::state::State;

/// What a token may do in its organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    Full,
    /// Reading. All else is 403.
    ReadOnly,
    /// Nothing: 403.
    Forbidden,
    /// What its policy allows. All else is 401, without a reason.
    Policy(Vec<Rule>),
}

/// What the policy of a token allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `GET`, or `*` for every method.
    pub method: String,
    /// A path whose `*` stands for one segment, and whose last `**` for all that follow.
    pub path: String,
}

impl Rule {
    /// Allows that.
    #[must_use]
    pub fn allow(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
        }
    }

    fn allows(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method == method) && path_matches(&self.path, path)
    }
}

impl State {
    /// 401 for a token that is unknown or whose policy denies the call; then what is said of an
    /// organization that does not exist; then 403 for one that is not the token's, or without the
    /// right.
    pub(crate) fn permit(
        &self,
        token: Option<&str>,
        organization: &str,
        method: &str,
        path: &str,
    ) -> Result<(), Refusal> {
        let token = token.ok_or_else(Refusal::unauthorized)?;
        let own = self.organizations.get(organization);
        let own = own.and_then(|known| known.tokens.get(token));
        let is_known = |token| {
            let mut organizations = self.organizations.values();
            organizations.any(|known| known.tokens.contains_key(token))
        };
        match own {
            None if !is_known(token) => Err(Refusal::unauthorized()),
            None if !self.organizations.contains_key(organization) => {
                Err(self.qovery.missing.refusal("organization", organization))
            }
            Some(Access::Full) => Ok(()),
            Some(Access::ReadOnly) if method == "GET" => Ok(()),
            Some(Access::Policy(rules)) => {
                let is_allowed = rules.iter().any(|rule| rule.allows(method, path));
                is_allowed.then_some(()).ok_or_else(Refusal::unauthorized)
            }
            None | Some(Access::ReadOnly | Access::Forbidden) => Err(Refusal::forbidden()),
        }
    }
}

/// Whether a path has the form of a pattern: `*` stands for one segment, a last `**` for all that
/// follow.
pub(crate) fn path_matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        if expected == "**" {
            return true;
        }
        match segments.next() {
            Some(segment) if expected == "*" || expected == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}
