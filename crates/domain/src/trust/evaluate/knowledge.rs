//! What is known of a condition key's value in the calls of a caller.

use super::{
    caller::{Caller, ExternalIdSent, Who},
    home::Home,
    signer,
};
use crate::trust::{
    policy::{
        Provider, ProviderKind,
        key::{Key, KeyKind},
        token::{Shape, Token, literal, wildcards},
    },
    truth::Truth,
};

/// Whether a key is in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Never,
    Maybe,
    Always,
}

impl From<Presence> for Truth {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Never => Self::False,
            Presence::Maybe => Self::Unknown,
            Presence::Always => Self::True,
        }
    }
}

/// What is known of a key: the value, if there is one, has one of these shapes.
#[derive(Debug, Clone)]
pub(crate) struct Knowledge<'a> {
    pub(crate) presence: Presence,
    pub(crate) shapes: Vec<Shape>,
    /// Texts that it is not.
    pub(crate) excluded: Vec<&'a str>,
}

impl<'a> Knowledge<'a> {
    pub(crate) fn absent() -> Self {
        Self::shaped(Presence::Never, Vec::new())
    }

    /// Any value.
    pub(crate) fn open(presence: Presence) -> Self {
        Self::shaped(presence, vec![vec![Token::Many]])
    }

    pub(crate) fn exactly(text: &str) -> Self {
        Self::shaped(Presence::Always, vec![literal(text)])
    }

    pub(crate) fn shaped(presence: Presence, shapes: Vec<Shape>) -> Self {
        Self {
            presence,
            shapes,
            excluded: Vec::new(),
        }
    }

    /// What is known of that key when this caller assumes the role.
    pub(crate) fn of(key: &Key, caller: &Caller<'a>, home: &Home) -> Self {
        let is_expected = caller.is_expected;
        match key.kind {
            KeyKind::ExternalId => external_id(caller.external_id),
            KeyKind::Elsewhere => Self::absent(),
            KeyKind::SecureTransport => Self::exactly("true"),
            KeyKind::CurrentTime | KeyKind::EpochTime | KeyKind::Region => {
                Self::open(Presence::Always)
            }
            KeyKind::SourceIp | KeyKind::UserAgent if is_expected => Self::open(Presence::Always),
            KeyKind::ViaService if is_expected => Self::exactly("false"),
            KeyKind::CalledVia | KeyKind::Unknown if is_expected => Self::absent(),
            KeyKind::ServiceSource if !caller.is_service() => Self::absent(),
            KeyKind::SessionName => session_name(caller),
            KeyKind::ResourceAccount => resource_account(home),
            KeyKind::Saml | KeyKind::Token => token(key, caller),
            KeyKind::ResourceOrganization
            | KeyKind::Resource
            | KeyKind::Network
            // Absent from calls through a VPC endpoint.
            | KeyKind::SourceIp
            | KeyKind::UserAgent
            | KeyKind::ViaService
            | KeyKind::CalledVia
            | KeyKind::ServiceSource
            | KeyKind::RequestTag
            | KeyKind::SourceIdentity
            | KeyKind::Optional
            // Services go on adding keys to the sessions of roles.
            | KeyKind::Unknown => Self::open(Presence::Maybe),
            _ => signer::knowledge(key, caller, home),
        }
    }
}

fn external_id(sent: ExternalIdSent) -> Knowledge {
    match sent {
        ExternalIdSent::Anything => Knowledge::open(Presence::Maybe),
        ExternalIdSent::None => Knowledge::absent(),
        ExternalIdSent::This(id) => Knowledge::exactly(id),
        ExternalIdSent::AnyBut(id) => Knowledge {
            excluded: vec![id],
            ..Knowledge::open(Presence::Always)
        },
    }
}

fn session_name<'a>(caller: &Caller) -> Knowledge<'a> {
    let presence = match caller.who {
        // The assertion may name the session.
        Who::Saml(_) | Who::AnySaml => Presence::Maybe,
        _ => Presence::Always,
    };
    Knowledge::shaped(presence, vec![wildcards("??*")])
}

fn resource_account<'a>(home: &Home) -> Knowledge<'a> {
    let shape = home.account.map_or(vec![Token::One; 12], literal);
    Knowledge::shaped(Presence::Always, vec![shape])
}

/// The claims of a token are in the call that presents it, and in no other provider's.
fn token<'a>(key: &Key, caller: &Caller<'a>) -> Knowledge<'a> {
    let is_of = |provider: &Provider| match &provider.kind {
        ProviderKind::Saml => key.kind == KeyKind::Saml,
        ProviderKind::WebIdentity(url) => key
            .name
            .strip_prefix(url.as_str())
            .is_some_and(|claim| claim.starts_with([':', '/'])),
    };
    let is_there = match caller.who {
        Who::WebIdentity(provider) | Who::Saml(provider) => is_of(provider),
        Who::AnyWebIdentity => key.kind == KeyKind::Token,
        Who::AnySaml => key.kind == KeyKind::Saml,
        Who::Service(_) | Who::AnyService => false,
        // Some claims stay with the session that the token was traded for, and a session can
        // call `AssumeRole`. The third party is no such session.
        Who::Principal(_) | Who::Account(_) | Who::AnyAccount => !caller.is_expected,
    };
    if is_there {
        Knowledge::open(Presence::Maybe)
    } else {
        Knowledge::absent()
    }
}
