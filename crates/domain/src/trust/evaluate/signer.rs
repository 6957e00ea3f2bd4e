//! What is known of the condition keys that describe the signer of the call.
//!
//! Source: IAM user guide, "AWS global condition context keys", availability of each key;
//! "Policy variables", principal key values.

use super::{
    caller::{Caller, Who},
    home::Home,
    knowledge::{Knowledge, Presence},
};
use crate::trust::{
    policy::{
        key::{Key, KeyKind},
        token::{Shape, Token, UNNAMED_ACCOUNT, literal, wildcards},
    },
    principal::{PrincipalKind, TrustedPrincipal},
};

/// Who signed, as far as it is known.
enum Signer<'a> {
    /// This user, role or session.
    One(&'a TrustedPrincipal),
    /// Some user or role of the account. The root user assumes no role, and neither does a
    /// federated user.
    SomeOf(Shape),
    /// A service in its own name.
    Service(Option<&'a str>),
    /// Nobody: calls with a token or an assertion are not signed.
    Nobody,
}

impl<'a> Signer<'a> {
    fn of(caller: &Caller<'a>) -> Self {
        match caller.who {
            Who::Principal(p) if p.is_account() => Self::SomeOf(literal(p.account().as_str())),
            Who::Principal(principal) => Self::One(principal),
            Who::Account(account) => Self::SomeOf(literal(account)),
            Who::AnyAccount => Self::SomeOf(UNNAMED_ACCOUNT.to_vec()),
            Who::Service(name) => Self::Service(Some(name)),
            Who::AnyService => Self::Service(None),
            Who::WebIdentity(_) | Who::AnyWebIdentity | Who::Saml(_) | Who::AnySaml => Self::Nobody,
        }
    }
}

/// What is known of such a key when this caller assumes the role.
pub(super) fn knowledge<'a>(key: &Key, caller: &Caller<'a>, home: &Home) -> Knowledge<'a> {
    let signer = Signer::of(caller);
    match key.kind {
        KeyKind::PrincipalArn => principal_arn(caller, home),
        KeyKind::PrincipalAccount => principal_account(signer),
        KeyKind::PrincipalType => principal_type(&signer),
        KeyKind::UserId => user_id(&signer),
        KeyKind::Username => username(&signer),
        KeyKind::IsAwsService => match signer {
            Signer::Service(_) => Knowledge::exactly("true"),
            Signer::Nobody => Knowledge::shaped(Presence::Maybe, vec![literal("false")]),
            Signer::One(_) | Signer::SomeOf(_) => Knowledge::exactly("false"),
        },
        KeyKind::ServiceName => match signer {
            Signer::Service(Some(name)) => Knowledge::exactly(name),
            Signer::Service(None) => Knowledge::open(Presence::Always),
            _ => Knowledge::absent(),
        },
        KeyKind::ServiceNames if caller.is_service() => Knowledge::open(Presence::Always),
        KeyKind::ServiceNames => Knowledge::absent(),
        KeyKind::Organization => organization(&signer, "o-*"),
        KeyKind::OrganizationPaths => organization(&signer, "o-*/*"),
        KeyKind::MfaPresent => {
            let shapes = vec![literal("true"), literal("false")];
            Knowledge::shaped(with_temporary_credentials(&signer), shapes)
        }
        KeyKind::TokenIssueTime => Knowledge::open(with_temporary_credentials(&signer)),
        _ => Knowledge::open(Presence::Maybe),
    }
}

/// What is known of `aws:PrincipalArn`: absent from unsigned calls.
pub(super) fn principal_arn<'a>(caller: &Caller<'a>, home: &Home) -> Knowledge<'a> {
    match Signer::of(caller) {
        Signer::One(principal) => Knowledge::shaped(Presence::Always, principal.calling_arns()),
        Signer::SomeOf(account) => {
            let users = arns(home, "iam", &account, ":user/?*");
            let roles = arns(home, "iam", &account, ":role/?*");
            Knowledge {
                excluded: excluded_arns(caller),
                ..Knowledge::shaped(Presence::Always, [users, roles].concat())
            }
        }
        // Not documented, but not the ARN of a user or role.
        Signer::Service(_) => {
            Knowledge::shaped(Presence::Maybe, arns(home, "sts", &UNNAMED_ACCOUNT, ":*"))
        }
        Signer::Nobody => Knowledge::absent(),
    }
}

/// ARNs in each partition that the role can be in.
fn arns(home: &Home, service: &str, account: &[Token], end: &str) -> Vec<Shape> {
    let partitions = match home.partition {
        Some(partition) => vec![literal(partition)],
        None => vec![literal("aws"), wildcards("aws-*")],
    };
    let arn = |partition: &Shape| {
        let service = literal(&format!(":{service}::"));
        [
            &literal("arn:"),
            partition,
            &service,
            account,
            &wildcards(end),
        ]
        .concat()
    };
    partitions.iter().map(arn).collect()
}

/// A session may be left out while others of its role are not, so it says nothing of the ARN.
fn excluded_arns<'a>(caller: &Caller<'a>) -> Vec<&'a str> {
    let whole =
        |p: &&TrustedPrincipal| matches!(p.kind(), PrincipalKind::Role | PrincipalKind::User);
    caller
        .except
        .iter()
        .filter(whole)
        .map(TrustedPrincipal::as_str)
        .collect()
}

/// In every request, "including anonymous requests".
fn principal_account<'a>(signer: Signer) -> Knowledge<'a> {
    let shapes = match signer {
        Signer::One(principal) => vec![literal(principal.account().as_str())],
        Signer::SomeOf(account) => vec![account],
        // An account of AWS.
        Signer::Service(None) => vec![UNNAMED_ACCOUNT.to_vec()],
        // What a service that is named sends is not documented.
        Signer::Service(Some(_)) => vec![vec![Token::Many]],
        Signer::Nobody => vec![literal("anonymous"), UNNAMED_ACCOUNT.to_vec()],
    };
    Knowledge::shaped(Presence::Always, shapes)
}

/// In every request, "including anonymous requests".
fn principal_type<'a>(signer: &Signer) -> Knowledge<'a> {
    let shapes = match signer {
        Signer::One(principal) if principal.kind() == PrincipalKind::User => vec![literal("User")],
        Signer::One(_) => vec![literal("AssumedRole")],
        Signer::SomeOf(_) => vec![literal("User"), literal("AssumedRole")],
        Signer::Service(_) | Signer::Nobody => vec![vec![Token::Many]],
    };
    Knowledge::shaped(Presence::Always, shapes)
}

/// In every request, "including anonymous requests".
fn user_id<'a>(signer: &Signer) -> Knowledge<'a> {
    let user = || wildcards("AIDA*");
    let session = |name: Shape| [wildcards("AROA*:"), name].concat();
    let any_session = || session(wildcards("??*"));
    let shapes = match signer {
        Signer::One(principal) => match principal.kind() {
            PrincipalKind::User => vec![user()],
            PrincipalKind::Session => vec![session(literal(principal.name()))],
            _ => vec![any_session()],
        },
        // What a service sends is not documented.
        Signer::SomeOf(_) | Signer::Service(_) => vec![user(), any_session()],
        Signer::Nobody => vec![vec![Token::Many]],
    };
    let presence = match signer {
        Signer::Service(_) => Presence::Maybe,
        _ => Presence::Always,
    };
    Knowledge::shaped(presence, shapes)
}

/// A user's alone.
fn username<'a>(signer: &Signer) -> Knowledge<'a> {
    match signer {
        Signer::One(principal) if principal.kind() == PrincipalKind::User => {
            Knowledge::exactly(principal.name())
        }
        Signer::SomeOf(_) => Knowledge::open(Presence::Maybe),
        _ => Knowledge::absent(),
    }
}

/// Services are in no organization.
fn organization<'a>(signer: &Signer, form: &str) -> Knowledge<'a> {
    match signer {
        Signer::Service(None) => Knowledge::absent(),
        _ => Knowledge::shaped(Presence::Maybe, vec![wildcards(form)]),
    }
}

/// Roles always use temporary credentials, users sometimes do.
fn with_temporary_credentials(signer: &Signer) -> Presence {
    match signer {
        Signer::One(p) if p.kind() != PrincipalKind::User => Presence::Always,
        _ => Presence::Maybe,
    }
}
