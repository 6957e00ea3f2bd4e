//! The external id, tried as AWS tells third parties to: with it, without it, and with another.

use super::{
    ExternalId, ExternalIdEnforcement, TrustedPrincipal,
    caller::{Caller, ExternalIdSent},
    evaluate::Evaluation,
    policy::Statement,
};

/// How well the policy requires the external id of this principal, and the statement that does
/// not.
pub(super) fn enforcement<'a>(
    evaluation: &'a Evaluation<'a>,
    principal: &'a TrustedPrincipal,
    id: &'a ExternalId,
) -> (ExternalIdEnforcement, Option<&'a Statement>) {
    let door = |external_id| {
        let caller = Caller {
            external_id,
            ..Caller::expected(principal, None)
        };
        evaluation
            .doors(caller)
            .first()
            .map(|(statement, _)| *statement)
    };
    if let Some(statement) = door(ExternalIdSent::None) {
        return (ExternalIdEnforcement::No, Some(statement));
    }
    match door(ExternalIdSent::AnyBut(id.as_str())) {
        Some(statement) => (ExternalIdEnforcement::Loose, Some(statement)),
        None => (ExternalIdEnforcement::Exact, None),
    }
}
