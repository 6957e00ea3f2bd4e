//! Which condition values confine the callers to a set that one owner controls.
//!
//! Where this says no, a stranger can have a value that fits, and the role counts as public.

use crate::trust::policy::{
    key::{Key, KeyKind},
    texts::{Pattern, Piece},
    token::{Token, is_text, leading_text, spelt},
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
pub(crate) fn is_shared(provider: &str) -> bool {
    SHARED.iter().any(|(shared, _)| *shared == provider)
}

/// Whether a value of `aws:FederatedProvider`, in any case, names such a provider: by its URL, or by
/// the ARN of an account's entry for it.
fn names_shared(value: &str) -> bool {
    let url = value
        .split_once(":oidc-provider/")
        .map_or(value, |(_, url)| url);
    is_shared(&url.to_ascii_lowercase())
}

/// Whether one owner controls all callers whose values the pattern matches.
pub(crate) fn pins(key: &Key, pattern: &[Token]) -> bool {
    let is_fixed = is_text(pattern);
    let start = || spelt(leading_text(pattern));
    match key.kind {
        KeyKind::Organization | KeyKind::Network | KeyKind::SourceIp => is_fixed,
        KeyKind::FederatedProvider => is_fixed && !names_shared(&start()),
        // `o-…/`: the organization is fixed before the first wildcard.
        KeyKind::OrganizationPaths => start().starts_with("o-") && start().contains('/'),
        // A unique id has 21 characters; what follows it is the session's name.
        KeyKind::UserId => is_fixed || leading_text(pattern).len() >= 16,
        // The account and the name of the provider are in these.
        KeyKind::Saml => {
            is_fixed && ["saml:doc", "saml:namequalifier"].contains(&key.name.as_str())
        }
        KeyKind::Token => pins_tenant(&key.name, &start(), is_fixed),
        _ => false,
    }
}

/// Whether the pattern confines the callers to the account or the organization of the role.
pub(crate) fn is_of_role(key: &Key, pattern: &Pattern) -> bool {
    let [Piece::Variable(variable)] = pattern.pieces.as_slice() else {
        return false;
    };
    let is_same = |caller, role| {
        let pair = (key.kind, variable.key.kind);
        pair == (caller, role) || pair == (role, caller)
    };
    variable.default.is_none()
        && (is_same(KeyKind::Organization, KeyKind::ResourceOrganization)
            || is_same(KeyKind::PrincipalAccount, KeyKind::ResourceAccount))
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
            // In the immutable form the owner's id follows its name: `repo:acme@1234/app@5678:…`. No
            // name of an owner has an `@`.
            names_owner(start.strip_prefix("repo:"), '/')
                || names_owner(start.strip_prefix("repo:"), '@')
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
    use crate::trust::policy::token::wildcards;

    fn pinned(name: &str, pattern: &str) -> bool {
        pins(&Key::named(name), &wildcards(pattern))
    }

    #[test]
    fn a_whole_owner_before_the_first_wildcard_is_a_bound() {
        let sub = "token.actions.githubusercontent.com:sub";
        assert!(pinned(sub, "repo:org/*"));
        assert!(pinned(sub, "repo:org/repo:ref:refs/heads/main"));
        assert!(pinned(sub, "repo:org@*/repo@*:ref:refs/heads/main"));
        for open in [
            "*",
            "repo:*",
            "repo:org*",
            "repo:/x",
            "repo:@*",
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
        let arn = "arn:aws:iam::123456789012:oidc-provider/";
        for shared in [
            "token.actions.githubusercontent.com",
            "accounts.google.com",
            "GitLab.com",
        ] {
            assert!(!pinned("aws:federatedprovider", shared), "{shared}");
            let arn = format!("{arn}{shared}");
            assert!(!pinned("aws:federatedprovider", &arn), "{arn}");
        }
        for own in [
            "idp.example.com",
            "arn:aws:iam::123456789012:saml-provider/accounts.google.com",
        ] {
            assert!(pinned("aws:federatedprovider", own), "{own}");
        }
        assert!(!pinned("aws:userid", "*:session"));
    }
}
