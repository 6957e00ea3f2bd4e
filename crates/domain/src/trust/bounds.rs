//! Which condition values confine the callers to a set that somebody controls.
//!
//! Where this says no, a stranger can have a value that fits, and the role counts as public.

use super::{
    glob::Token,
    key::{Key, fixed_start},
};

/// Identity providers that anyone can get a token from, with the claims that tell their tenants
/// apart. Source: IAM user guide, "Identity-provider controls for shared OIDC providers".
const SHARED: &[(&str, &[&str])] = &[
    ("accounts.google.com", &["aud", "oaud", "sub", "email"]),
    ("www.amazon.com", &["app_id", "user_id", "aud", "sub"]),
    ("graph.facebook.com", &["app_id", "id", "aud", "sub"]),
    ("cognito-identity.amazonaws.com", &["aud", "sub"]),
    ("cognito-identity-us-gov.amazonaws.com", &["aud", "sub"]),
    ("token.actions.githubusercontent.com", GITHUB),
    ("vstoken.actions.githubusercontent.com", GITHUB),
    (
        "oidc-configuration.audit-log.githubusercontent.com",
        &["sub"],
    ),
    ("gitlab.com", &["sub"]),
    ("app.terraform.io", &["sub"]),
    ("agent.buildkite.com", &["sub"]),
    ("oidc.codefresh.io", &["sub"]),
    ("studio.datachain.ai/api", &["sub"]),
    ("scalr.io", &["sub"]),
    ("tokens.cloud.shisho.dev", &["sub"]),
    ("proidc.upbound.io", &["sub"]),
    ("oidc.vercel.com", &["aud"]),
    ("api.pulumi.com/oidc", &["aud"]),
    ("sandboxes.cloud", &["aud"]),
];

const GITHUB: &[&str] = &[
    "sub",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
];

/// Whether anyone can get a token from that provider.
pub(super) fn is_shared(provider: &str) -> bool {
    SHARED.iter().any(|(shared, _)| *shared == provider)
}

/// Whether the values that the pattern matches all belong to callers that somebody controls.
pub(super) fn pins(key: Key, name: &str, pattern: &[Token]) -> bool {
    let is_fixed = pattern.iter().all(|t| matches!(t, Token::Char(_)));
    let start = fixed_start(pattern);
    match key {
        Key::Organization | Key::Network | Key::SourceIp => is_fixed,
        Key::Signer => is_fixed && name == "aws:federatedprovider",
        // `o-…/`: the organization is fixed before the first wildcard.
        Key::OrganizationPaths => start.starts_with("o-") && start.contains('/'),
        // A unique id has 21 characters; what follows it is the session's name.
        Key::UserId => is_fixed || start.len() >= 16,
        Key::Token => pins_tenant(name, &start, is_fixed),
        _ => false,
    }
}

fn pins_tenant(name: &str, start: &str, is_fixed: bool) -> bool {
    let Some((provider, claim)) = name.rsplit_once(':') else {
        return false;
    };
    let Some((_, claims)) = SHARED.iter().find(|(shared, _)| *shared == provider) else {
        return true;
    };
    if !claims.contains(&claim) {
        return false;
    }
    match (provider, claim) {
        (
            "token.actions.githubusercontent.com" | "vstoken.actions.githubusercontent.com",
            "sub",
        ) => {
            names_owner(start.strip_prefix("repo:"), '/')
                || names_owner(start.strip_prefix("repository_owner:"), ':')
        }
        ("token.actions.githubusercontent.com", "repository") => names_owner(Some(start), '/'),
        ("gitlab.com", "sub") => names_owner(start.strip_prefix("project_path:"), '/'),
        ("app.terraform.io" | "agent.buildkite.com", "sub") => {
            names_owner(start.strip_prefix("organization:"), ':')
        }
        ("oidc.codefresh.io", "sub") => names_owner(start.strip_prefix("account:"), ':'),
        _ => is_fixed,
    }
}

/// Whether a whole name stands before the separator.
fn names_owner(rest: Option<&str>, separator: char) -> bool {
    rest.and_then(|rest| rest.split_once(separator))
        .is_some_and(|(owner, _)| !owner.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::glob::wildcards;

    fn pinned(name: &str, pattern: &str) -> bool {
        pins(Key::named(name), name, &wildcards(pattern))
    }

    #[test]
    fn a_whole_owner_before_the_first_wildcard_is_a_bound() {
        let sub = "token.actions.githubusercontent.com:sub";
        assert!(pinned(sub, "repo:org/*"));
        assert!(pinned(sub, "repo:org/repo:ref:refs/heads/main"));
        for open in [
            "*",
            "repo:*",
            "repo:org*",
            "repo:/x",
            "repo:*/repo:*",
            "workflow:a:repo:org/x",
        ] {
            assert!(!pinned(sub, open), "{open}");
        }
        assert!(!pinned(
            "token.actions.githubusercontent.com:aud",
            "sts.amazonaws.com"
        ));
        assert!(pinned("aws:principalorgpaths", "o-a1b2c3d4e5/*"));
        assert!(!pinned("aws:principalorgpaths", "o-*/r-ab12/*"));
        assert!(!pinned("aws:principaltag/team", "qovery"));
        assert!(pinned("aws:userid", "AROAEXAMPLEID1234567:*"));
        assert!(!pinned("aws:userid", "*:session"));
    }
}
