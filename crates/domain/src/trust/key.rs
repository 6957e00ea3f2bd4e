//! Condition keys: which can be in a request that assumes a role, and what bounds them.
//!
//! Source: IAM user guide, "AWS global condition context keys" and "IAM and AWS STS condition
//! context keys". A key that neither page names is never in such a request.

use super::glob::Token;

/// What kind of thing a condition key tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    PrincipalAccount,
    PrincipalArn,
    PrincipalType,
    UserId,
    Username,
    PrincipalIsAwsService,
    PrincipalServiceName,
    Organization,
    OrganizationPaths,
    /// Who signed: tags, MFA, the age of the session.
    Signer,
    ResourceAccount,
    /// The account and organization of the role: in every request, but not known here.
    Resource,
    ExternalId,
    SourceIp,
    /// The VPC or endpoint that the request came through.
    Network,
    Now,
    /// Set when a service calls on behalf of somebody: the third party itself never does.
    ViaService,
    /// Set when a service calls in its own name.
    ServiceSource,
    /// In every request, with a value that the caller chooses.
    Chosen,
    /// The caller sends it or not.
    Optional,
    /// As `Optional`, and any text at all.
    FreeText,
    Saml,
    /// A claim of a web identity token.
    Token,
    /// In no request that assumes a role.
    Foreign,
}

/// The keys of the prefixes `aws:` and `sts:`, in lower case; a trailing slash takes any suffix.
const KNOWN: &[(&str, Key)] = &[
    ("aws:principalaccount", Key::PrincipalAccount),
    ("aws:principalarn", Key::PrincipalArn),
    ("sts:externalid", Key::ExternalId),
    ("aws:principalorgid", Key::Organization),
    ("aws:principalorgpaths", Key::OrganizationPaths),
    ("aws:principaltag/", Key::Signer),
    ("aws:principaltype", Key::PrincipalType),
    ("aws:principalisawsservice", Key::PrincipalIsAwsService),
    ("aws:principalservicename", Key::PrincipalServiceName),
    ("aws:principalservicenameslist", Key::PrincipalServiceName),
    ("aws:userid", Key::UserId),
    ("aws:username", Key::Username),
    ("aws:sourceip", Key::SourceIp),
    ("aws:multifactorauthpresent", Key::Signer),
    ("aws:multifactorauthage", Key::Signer),
    ("aws:tokenissuetime", Key::Signer),
    ("aws:federatedprovider", Key::Signer),
    ("aws:sourceidentity", Key::Signer),
    ("aws:assumedroot", Key::Signer),
    ("aws:signinsessionarn", Key::Signer),
    ("aws:chatbotsourcearn", Key::Signer),
    ("aws:ec2instancesourcevpc", Key::Signer),
    ("aws:ec2instancesourceprivateipv4", Key::Signer),
    ("ec2:roledelivery", Key::Signer),
    ("ec2:sourceinstancearn", Key::Signer),
    ("glue:roleassumedby", Key::Signer),
    ("glue:credentialissuingservice", Key::Signer),
    ("lambda:sourcefunctionarn", Key::Signer),
    ("ssm:sourceinstancearn", Key::Signer),
    ("identitystore:userid", Key::Signer),
    ("aws:resourceaccount", Key::ResourceAccount),
    ("aws:resourceorgid", Key::Resource),
    ("aws:resourceorgpaths", Key::Resource),
    ("aws:resourcetag/", Key::Resource),
    ("iam:resourcetag/", Key::Resource),
    ("aws:sourcevpc", Key::Network),
    ("aws:sourcevpce", Key::Network),
    ("aws:sourcevpcarn", Key::Network),
    ("aws:vpceaccount", Key::Network),
    ("aws:vpceorgid", Key::Network),
    ("aws:vpceorgpaths", Key::Network),
    ("aws:vpcsourceip", Key::Optional),
    ("aws:currenttime", Key::Now),
    ("aws:epochtime", Key::Now),
    ("aws:viaawsservice", Key::ViaService),
    ("aws:calledvia", Key::ViaService),
    ("aws:calledviafirst", Key::ViaService),
    ("aws:calledvialast", Key::ViaService),
    ("aws:sourceaccount", Key::ServiceSource),
    ("aws:sourcearn", Key::ServiceSource),
    ("aws:sourceorgid", Key::ServiceSource),
    ("aws:sourceorgpaths", Key::ServiceSource),
    ("aws:sourceowner", Key::ServiceSource),
    ("aws:requestedregion", Key::Chosen),
    ("aws:securetransport", Key::Chosen),
    ("sts:rolesessionname", Key::Chosen),
    ("aws:useragent", Key::FreeText),
    ("aws:referer", Key::FreeText),
    ("aws:requesttag/", Key::Optional),
    ("aws:tagkeys", Key::Optional),
    ("sts:transitivetagkeys", Key::Optional),
    ("sts:sourceidentity", Key::Optional),
    ("sts:durationseconds", Key::Optional),
    ("sts:taskpolicyarn", Key::Optional),
    ("sts:requestcontext/", Key::Optional),
    ("sts:requestcontextproviders", Key::Optional),
    ("sts:awsservicename", Key::Optional),
];

impl Key {
    /// The key of that name, which is in lower case.
    pub(super) fn named(name: &str) -> Self {
        let known = KNOWN.iter().find(|(known, _)| {
            *known == name
                || known.ends_with('/') && name.starts_with(known) && name.len() > known.len()
        });
        match (known, name.split_once(':')) {
            (Some((_, key)), _) => *key,
            (None, Some(("saml", _))) => Self::Saml,
            // The keys of a web identity provider start with its URL.
            (None, Some((provider, _))) if provider.contains('.') => Self::Token,
            (None, _) => Self::Foreign,
        }
    }

    /// Whether a request can hold several values of it at once.
    pub(super) fn holds_many(self, name: &str) -> bool {
        matches!(self, Self::Saml | Self::Token | Self::OrganizationPaths)
            || ["paths", "tagkeys", "list", "calledvia", "providers"]
                .iter()
                .any(|end| name.ends_with(end))
    }

    /// Whether a request can hold that text: a literal `*` stands in no account id, ARN, name or
    /// tag, so a condition that asks for one lets nobody in.
    pub(super) fn can_be(self, name: &str, text: &[Token]) -> bool {
        let has = |wanted: char| text.contains(&Token::Char(wanted));
        match self {
            Self::Token if name.ends_with(":sub") => !has('*') && !is_foreign_subject(name, text),
            Self::FreeText | Self::Saml | Self::Token => true,
            Self::SourceIp => spelt(text).parse::<std::net::IpAddr>().is_ok(),
            _ => !has('*') && !has('?'),
        }
    }
}

/// GitHub's subjects are claims and their values, with colons between them.
fn is_foreign_subject(name: &str, text: &[Token]) -> bool {
    name == "token.actions.githubusercontent.com:sub" && !text.contains(&Token::Char(':'))
}

/// The leading characters of a pattern, up to its first wildcard.
pub(super) fn fixed_start(pattern: &[Token]) -> String {
    let fixed = pattern.iter().take_while(|t| matches!(t, Token::Char(_)));
    spelt(fixed)
}

fn spelt<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> String {
    tokens
        .into_iter()
        .filter_map(|token| match token {
            Token::Char(c) => Some(*c),
            _ => None,
        })
        .collect()
}
