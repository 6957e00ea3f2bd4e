//! What is known of a condition key's value in the calls of a caller.

use super::{
    caller::{Caller, ExternalIdSent, Who},
    glob::{Shape, Token, UNNAMED_ACCOUNT, literal, wildcards},
    key::Key,
    policy::{Provider, ProviderKind},
    principal::{PrincipalKind, TrustedPrincipal},
};

/// Whether a key is in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Never,
    Maybe,
    Always,
}

/// What is known of a key: the value, if there is one, has one of these shapes.
#[derive(Debug, Clone)]
pub(super) struct Knowledge<'a> {
    pub(super) presence: Presence,
    pub(super) shapes: Vec<Shape>,
    /// Texts that it is not.
    pub(super) but: Vec<&'a str>,
}

impl<'a> Knowledge<'a> {
    fn absent() -> Self {
        Self {
            presence: Presence::Never,
            shapes: Vec::new(),
            but: Vec::new(),
        }
    }

    /// Any value, and perhaps none.
    fn open(presence: Presence) -> Self {
        Self::shaped(presence, vec![vec![Token::Many]])
    }

    fn exactly(text: &str) -> Self {
        Self::shaped(Presence::Always, vec![literal(text)])
    }

    pub(super) fn shaped(presence: Presence, shapes: Vec<Shape>) -> Self {
        Self {
            presence,
            shapes,
            but: Vec::new(),
        }
    }

    /// What is known of that key when this caller assumes the role of that account.
    pub(super) fn of(
        key: Key,
        name: &str,
        caller: &Caller<'a>,
        role_account: &str,
        partition: &str,
    ) -> Self {
        match key {
            Key::ResourceAccount => Self::exactly(role_account),
            Key::ExternalId => external_id(caller.external_id),
            Key::ViaService if caller.is_direct => via_service(name),
            Key::ServiceSource if !is_service(caller) => Self::absent(),
            Key::Foreign => Self::absent(),
            Key::PrincipalIsAwsService => {
                Self::exactly(if is_service(caller) { "true" } else { "false" })
            }
            Key::Chosen | Key::Now | Key::SourceIp => Self::open(Presence::Always),
            Key::Resource
            | Key::Optional
            | Key::FreeText
            | Key::Network
            | Key::ViaService
            | Key::ServiceSource => Self::open(Presence::Maybe),
            Key::PrincipalServiceName => service_name(caller),
            Key::Saml | Key::Token => token(key, name, caller),
            _ => signer(key, caller, partition),
        }
    }
}

fn is_service(caller: &Caller) -> bool {
    matches!(caller.who, Who::Service(_) | Who::AnyService)
}

fn via_service<'a>(name: &str) -> Knowledge<'a> {
    if name == "aws:viaawsservice" {
        Knowledge::exactly("false")
    } else {
        Knowledge::absent()
    }
}

fn external_id(sent: ExternalIdSent) -> Knowledge {
    match sent {
        ExternalIdSent::Anything => Knowledge::open(Presence::Maybe),
        ExternalIdSent::None => Knowledge::absent(),
        ExternalIdSent::This(id) => Knowledge::exactly(id),
        ExternalIdSent::AnyBut(id) => Knowledge {
            but: vec![id],
            ..Knowledge::open(Presence::Always)
        },
    }
}

fn service_name<'a>(caller: &Caller<'a>) -> Knowledge<'a> {
    match caller.who {
        Who::Service(name) => Knowledge::exactly(name),
        Who::AnyService => Knowledge::open(Presence::Always),
        _ => Knowledge::absent(),
    }
}

/// The claims of a token are in the call that presents it, and in no other provider's.
fn token<'a>(key: Key, name: &str, caller: &Caller<'a>) -> Knowledge<'a> {
    let is_of = |provider: &Provider| match &provider.kind {
        ProviderKind::Saml => key == Key::Saml,
        ProviderKind::WebIdentity(url) => name
            .strip_prefix(url.as_str())
            .is_some_and(|claim| claim.starts_with([':', '/'])),
    };
    match caller.who {
        Who::WebIdentity(provider) | Who::Saml(provider) if is_of(provider) => {
            Knowledge::open(Presence::Maybe)
        }
        Who::AnyWebIdentity => Knowledge::open(Presence::Maybe),
        // Some claims stay with the session that the token was traded for, and a session can
        // call `AssumeRole`. The third party is no such session.
        Who::Principal(_) | Who::Account(_) | Who::AnyAccount if !caller.is_direct => {
            Knowledge::open(Presence::Maybe)
        }
        _ => Knowledge::absent(),
    }
}

/// The keys that tell who signed the call. Services and bearers of a token sign with no identity
/// of an account.
fn signer<'a>(key: Key, caller: &Caller<'a>, partition: &str) -> Knowledge<'a> {
    let (account, principal) = match caller.who {
        Who::Principal(principal) => (literal(principal.account().as_str()), Some(principal)),
        Who::Account(account) => (literal(account), None),
        Who::AnyAccount => (UNNAMED_ACCOUNT.to_vec(), None),
        Who::WebIdentity(_) | Who::AnyWebIdentity | Who::Saml(_) if key == Key::Signer => {
            return Knowledge::open(Presence::Maybe);
        }
        // What a service that is named sends of them is not documented.
        Who::Service(_) => return Knowledge::open(Presence::Maybe),
        _ => return Knowledge::absent(),
    };
    let kind = principal.map_or(PrincipalKind::Account, TrustedPrincipal::kind);
    match key {
        Key::PrincipalAccount => Knowledge::shaped(Presence::Always, vec![account]),
        Key::PrincipalArn => Knowledge {
            but: without(caller),
            ..arn(account, principal, partition)
        },
        Key::PrincipalType => principal_type(kind),
        Key::UserId => Knowledge::shaped(Presence::Always, user_ids(account, kind, principal)),
        Key::Username => username(kind, principal),
        Key::Organization => Knowledge::shaped(Presence::Maybe, vec![wildcards("o-*")]),
        Key::OrganizationPaths => Knowledge::shaped(Presence::Maybe, vec![wildcards("o-*/*")]),
        _ => Knowledge::open(Presence::Maybe),
    }
}

fn arn<'a>(account: Shape, principal: Option<&TrustedPrincipal>, partition: &str) -> Knowledge<'a> {
    if let Some(arn) = principal.and_then(|p| p.calling_arn(partition)) {
        return Knowledge::exactly(&arn);
    }
    // Federated users cannot call STS, so the service is always `iam`.
    let mut shape = literal(&format!("arn:{partition}:iam::"));
    shape.extend(account);
    shape.extend([Token::Char(':'), Token::Many]);
    Knowledge::shaped(Presence::Always, vec![shape])
}

/// A session may be left out while others of its role are not, so it says nothing of the ARN.
fn without<'a>(caller: &Caller<'a>) -> Vec<&'a str> {
    let whole =
        |p: &&TrustedPrincipal| matches!(p.kind(), PrincipalKind::Role | PrincipalKind::User);
    caller
        .without
        .iter()
        .filter(whole)
        .map(TrustedPrincipal::as_str)
        .collect()
}

fn principal_type<'a>(kind: PrincipalKind) -> Knowledge<'a> {
    let types: &[&str] = match kind {
        PrincipalKind::Account => &["Account", "User", "AssumedRole", "FederatedUser"],
        PrincipalKind::User => &["User"],
        PrincipalKind::Role | PrincipalKind::Session => &["AssumedRole"],
        PrincipalKind::FederatedUser => &["FederatedUser"],
    };
    let shapes = types.iter().map(|text| literal(text)).collect();
    Knowledge::shaped(Presence::Always, shapes)
}

fn user_ids(
    account: Shape,
    kind: PrincipalKind,
    principal: Option<&TrustedPrincipal>,
) -> Vec<Shape> {
    let user = || wildcards("AIDA*");
    let role = || wildcards("AROA*:??*");
    match (kind, principal) {
        (PrincipalKind::User, _) => vec![user()],
        (PrincipalKind::Role, _) => vec![role()],
        (PrincipalKind::Session, Some(session)) => {
            let mut shape = wildcards("AROA*:");
            shape.extend(literal(session.name()));
            vec![shape]
        }
        (PrincipalKind::FederatedUser, _) => {
            let mut shape = account;
            shape.extend(wildcards(":??*"));
            vec![shape]
        }
        _ => vec![user(), role(), account],
    }
}

fn username<'a>(kind: PrincipalKind, principal: Option<&TrustedPrincipal>) -> Knowledge<'a> {
    match (kind, principal) {
        (PrincipalKind::User, Some(user)) => Knowledge::exactly(user.name()),
        (PrincipalKind::Account, _) => Knowledge::open(Presence::Maybe),
        _ => Knowledge::absent(),
    }
}
