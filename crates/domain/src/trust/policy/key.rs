//! Condition keys, by what they say about a call that assumes a role.

use std::borrow::Cow;

use super::key_table::{ELSEWHERE, KEYS};

/// A condition key of the policy. Names have no case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) kind: KeyKind,
    /// In lower case.
    pub(crate) name: String,
    /// In AWS's spelling where AWS defines the key, otherwise as written.
    pub(crate) shown: Cow<'static, str>,
}

/// What a condition key says about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKind {
    PrincipalAccount,
    PrincipalArn,
    PrincipalType,
    /// A tag of the caller or of its session.
    PrincipalTag,
    UserId,
    Username,
    IsAwsService,
    ServiceName,
    /// All names of the calling service.
    ServiceNames,
    Organization,
    OrganizationPaths,
    /// Whether the caller got its temporary credentials with MFA.
    MfaPresent,
    /// When AWS issued the caller's temporary credentials.
    TokenIssueTime,
    FederatedProvider,
    /// Another fact of the signer.
    Signer,
    ResourceAccount,
    ResourceOrganization,
    /// Another fact of the role.
    Resource,
    ExternalId,
    SourceIp,
    /// The VPC or endpoint that the request came through.
    Network,
    CurrentTime,
    EpochTime,
    SecureTransport,
    /// Whether a service calls with the credentials of a principal.
    ViaService,
    /// Which services call with the credentials of a principal.
    CalledVia,
    /// The account or resource that a service acts for.
    ServiceSource,
    Region,
    SessionName,
    UserAgent,
    /// A tag for the new session.
    RequestTag,
    SourceIdentity,
    /// The caller may send it or not.
    Optional,
    Saml,
    /// A claim of a web identity token.
    Token,
    /// A key of another service's requests: in no call that assumes a role.
    Elsewhere,
    /// AWS documents no such key for these calls.
    Unknown,
}

impl Key {
    /// The key of that name.
    pub(crate) fn named(text: &str) -> Self {
        let name = text.to_ascii_lowercase();
        let (kind, shown) = KEYS
            .iter()
            .find_map(|(known, kind)| Some((*kind, spelling(known, text)?)))
            .unwrap_or_else(|| (kind_of_prefix(&name), Cow::Owned(text.to_owned())));
        Self { kind, name, shown }
    }

    /// Whether a request can hold several values of it at once.
    pub(crate) fn holds_many(&self) -> bool {
        let by_kind = matches!(
            self.kind,
            KeyKind::Saml
                | KeyKind::Token
                | KeyKind::OrganizationPaths
                | KeyKind::ServiceNames
                | KeyKind::Unknown
        );
        let ends = ["paths", "tagkeys", "calledvia", "providers"];
        by_kind || ends.iter().any(|end| self.name.ends_with(end))
    }

    /// The key of AWS that this one is almost.
    pub(crate) fn nearest(&self) -> Option<&'static str> {
        let mut whole = KEYS.iter().map(|(known, _)| *known);
        whole.find(|known| {
            !known.ends_with('/') && is_one_slip_away(&self.name, &known.to_ascii_lowercase())
        })
    }
}

/// AWS's spelling of the text, if it is the known key. A trailing slash takes any suffix.
fn spelling(known: &'static str, text: &str) -> Option<Cow<'static, str>> {
    if !known.ends_with('/') {
        return known
            .eq_ignore_ascii_case(text)
            .then_some(Cow::Borrowed(known));
    }
    let (start, suffix) = text.split_at_checked(known.len())?;
    let is_known = known.eq_ignore_ascii_case(start) && !suffix.is_empty();
    is_known.then(|| Cow::Owned(format!("{known}{suffix}")))
}

fn kind_of_prefix(name: &str) -> KeyKind {
    if ELSEWHERE.iter().any(|prefix| name.starts_with(prefix)) {
        return KeyKind::Elsewhere;
    }
    match name.split_once(':') {
        Some(("saml", _)) => KeyKind::Saml,
        // The keys of a web identity provider start with its URL.
        Some((provider, _)) if provider.contains('.') => KeyKind::Token,
        _ => KeyKind::Unknown,
    }
}

/// Whether the texts differ by few characters in one place.
fn is_one_slip_away(one: &str, other: &str) -> bool {
    const SLIP: usize = 3;
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let shorter = one.len().min(other.len());
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let ends = one.iter().rev().zip(other.iter().rev());
    let end = ends
        .take_while(|(a, b)| a == b)
        .count()
        .min(shorter - start);
    one != other && one.len().max(other.len()) - start - end <= SLIP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_no_case_and_is_shown_in_awss_spelling() {
        for (text, kind, shown) in [
            (
                "AWS:principalaccount",
                KeyKind::PrincipalAccount,
                "aws:PrincipalAccount",
            ),
            (
                "aws:principaltag/Team",
                KeyKind::PrincipalTag,
                "aws:PrincipalTag/Team",
            ),
            ("sts:externalid", KeyKind::ExternalId, "sts:ExternalId"),
            ("SAML:Aud", KeyKind::Saml, "SAML:Aud"),
            ("Gitlab.com:sub", KeyKind::Token, "Gitlab.com:sub"),
            ("kms:ViaService", KeyKind::Elsewhere, "kms:ViaService"),
            (
                "codebuild:projectArn",
                KeyKind::Unknown,
                "codebuild:projectArn",
            ),
            ("aws:PrincipalTag/", KeyKind::Unknown, "aws:PrincipalTag/"),
        ] {
            let key = Key::named(text);
            assert_eq!((key.kind, key.shown.as_ref()), (kind, shown), "{text}");
        }
    }

    #[test]
    fn a_misspelt_key_is_near_one_of_aws() {
        for (text, meant) in [
            ("aws:PrincpalAccount", Some("aws:PrincipalAccount")),
            ("aws:principleaccount", Some("aws:PrincipalAccount")),
            ("sts:ExternlId", Some("sts:ExternalId")),
            ("sts:External-Id", Some("sts:ExternalId")),
            ("codebuild:projectArn", None),
            ("aws:SomethingNew", None),
        ] {
            assert_eq!(Key::named(text).nearest(), meant, "{text}");
        }
    }
}
