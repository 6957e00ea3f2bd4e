//! A principal that the policy names and that is almost the expected one.

use super::explain::{finding, hinted};
use crate::{
    finding::{Code, Finding},
    trust::{
        TrustedPrincipal, evaluate::request::Request, policy::Statement, principal::PrincipalKind,
        truth::Truth,
    },
};

/// The finding that no statement names the principal, and which one names another that is alike.
pub(super) fn not_trusted(request: &Request, principal: &TrustedPrincipal) -> Finding {
    let allows = request.evaluation().allows();
    let near = allows.flat_map(|allow| {
        let named = allow.principals.aws.iter();
        named.filter_map(move |named| {
            let difference = difference(request, named, principal)?;
            Some((difference, named, allow))
        })
    });
    if let Some((difference, named, allow)) = near.min_by_key(|(difference, ..)| *difference) {
        return alike(difference, named, principal, allow);
    }
    let message = format!("no statement lets `{principal}` in");
    finding(Code::PrincipalNotTrusted, None, message)
}

/// In what a named principal differs from the expected one, the most likely mistake first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Partition,
    Case,
    Path,
    Session,
    Kind,
    /// A federated user of the account, whose session cannot assume a role.
    FederatedUser,
}

fn difference(
    request: &Request,
    named: &TrustedPrincipal,
    principal: &TrustedPrincipal,
) -> Option<Difference> {
    let same_account = named.account() == principal.account();
    let same_kind = named.kind() == principal.kind();
    if named.includes(principal) && request.home().meets(named) == Truth::False {
        Some(Difference::Partition)
    } else if named.as_str().eq_ignore_ascii_case(principal.as_str()) {
        Some(Difference::Case)
    } else if same_account && named.kind() == PrincipalKind::FederatedUser {
        Some(Difference::FederatedUser)
    } else if !same_account || named.is_account() || named.role_name() != principal.role_name() {
        None
    } else if !same_kind {
        Some(Difference::Kind)
    } else if named.kind() == PrincipalKind::Session {
        Some(Difference::Session)
    } else {
        Some(Difference::Path)
    }
}

fn alike(
    difference: Difference,
    named: &TrustedPrincipal,
    principal: &TrustedPrincipal,
    allow: &Statement,
) -> Finding {
    let what = match difference {
        Difference::Partition => {
            let message = format!("`{named}` is in another partition than the role");
            return finding(Code::OtherPartition, Some(allow), message);
        }
        Difference::Case => "which differs in case",
        Difference::Path => "which differs in its path",
        Difference::Session => "which is another session",
        Difference::Kind => "which is of another kind",
        Difference::FederatedUser => "whose session cannot call `sts:AssumeRole`",
    };
    hinted(
        Code::PrincipalNotTrusted,
        Some(allow),
        format!("no statement lets `{principal}` in; one names `{named}`, {what}"),
        format!("name `{principal}` itself"),
    )
}
