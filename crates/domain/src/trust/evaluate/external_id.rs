//! The external id, tried as AWS recommends to third parties: with it, without it, and with
//! another.

use super::{
    Evaluation,
    caller::{Caller, ExternalIdSent},
};
use crate::trust::{ExternalId, ExternalIdEnforcement, TrustedPrincipal, policy::Statement};

/// How well the policy requires the external id of this principal, and the statements that do not.
pub(crate) fn enforcement<'a>(
    evaluation: &'a Evaluation<'a>,
    principal: &'a TrustedPrincipal,
    id: &'a ExternalId,
) -> (ExternalIdEnforcement, Vec<&'a Statement>) {
    let doors = |external_id| -> Vec<_> {
        let caller = Caller {
            external_id,
            ..Caller::expected(principal, None)
        };
        evaluation.request(caller).doors().collect()
    };
    let without = doors(ExternalIdSent::None);
    if !without.is_empty() {
        return (ExternalIdEnforcement::No, without);
    }
    let with_another = doors(ExternalIdSent::AnyBut(id.as_str()));
    if !with_another.is_empty() {
        return (ExternalIdEnforcement::Loose, with_another);
    }
    (ExternalIdEnforcement::Exact, Vec::new())
}
