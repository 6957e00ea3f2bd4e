//! Is the stack protected while clusters depend on it?

use super::super::{Check, CheckName, Expected, Found, Observed, is_at_rest};
use crate::finding::Code;

/// The stack's status, and its termination protection.
pub(super) fn stack(expected: &Expected, observed: &Observed) -> Check {
    let mut check = Check::new(CheckName::Stack);
    let Some(stack) = check.seen(&observed.stack) else {
        return check;
    };
    let is_linked = !observed.clusters(expected).is_empty();
    if is_linked && !stack.is_protected {
        let name = &stack.name;
        let message =
            format!("clusters depend on the stack `{name}`, and its termination protection is off");
        check.find(Found::new(
            Code::StackUnprotected,
            expected.stack.as_str(),
            message,
        ));
    }
    if !is_at_rest(observed) {
        let status = stack
            .status
            .map_or("unknown", crate::aws::stack::StackStatus::as_str);
        check.miss(format!(
            "the stack is {status}: nothing is repaired or taken away until it is at rest"
        ));
    }
    check
}
