//! Checks at compile time that a port lists the operations that its adapter calls.

/// `operation`, which `operations` of its port must list. Anything else does not compile.
///
/// Each adapter names its operations through this, so none is called, or blamed in an error, that
/// the port does not list for the template's policies.
///
/// # Panics
///
/// If the port does not list it: at compile time, where the result is a constant.
#[must_use]
pub const fn listed(operations: &'static [&'static str], operation: &'static str) -> &'static str {
    let (mut place, mut is_listed) = (0, false);
    while place < operations.len() {
        is_listed |= are_equal(operations[place].as_bytes(), operation.as_bytes());
        place += 1;
    }
    assert!(is_listed, "the port does not list this operation");
    operation
}

/// `==` of slices is not `const` yet.
const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_that_the_port_lists_keeps_its_name() {
        assert_eq!(
            listed(&["iam:GetRole", "iam:GetUser"], "iam:GetUser"),
            "iam:GetUser"
        );
    }

    #[test]
    #[should_panic(expected = "the port does not list this operation")]
    fn an_operation_that_the_port_does_not_list_is_no_operation() {
        let _ = listed(&["iam:GetRole"], "iam:GetRoles");
    }
}
