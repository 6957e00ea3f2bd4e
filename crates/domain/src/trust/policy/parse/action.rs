//! The `Action` and `NotAction` elements.

use super::Faults;
use crate::finding::Code;
use crate::trust::policy::{Actions, glob};

/// Which ways to assume a role the patterns cover, or leave out.
pub(super) fn actions(patterns: &[String], except: bool, faults: &mut Faults) -> Option<Actions> {
    for pattern in patterns {
        if !is_action(pattern) {
            let message = format!("`{pattern}` is no action: `service:Name` expected");
            faults.add(Code::InvalidAction, message);
            return None;
        }
    }
    let covers = |action: &str| patterns.iter().any(|p| glob::matches_action(p, action)) != except;
    Some(Actions {
        assume_role: covers("sts:AssumeRole"),
        with_web_identity: covers("sts:AssumeRoleWithWebIdentity"),
        with_saml: covers("sts:AssumeRoleWithSAML"),
    })
}

fn is_action(pattern: &str) -> bool {
    let Some((service, name)) = pattern.split_once(':') else {
        return pattern == "*";
    };
    if pattern == "*:*" {
        return true;
    }
    let is_service = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"*?".contains(&b);
    let whole = !service.is_empty() && !name.is_empty();
    whole && service.bytes().all(is_service) && name.bytes().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_a_service_and_a_name() {
        for action in [
            "*",
            "sts:*",
            "STS:assumerole",
            "*:*",
            "sts:Assume?ole*",
            "s3:GetObject",
        ] {
            assert!(is_action(action), "{action}");
        }
        for action in [
            "",
            "sts",
            "sts:",
            ":x",
            "sts:Assume Role",
            "s*:x",
            "a:b:c",
            "sts:é",
            "**",
        ] {
            assert!(!is_action(action), "{action}");
        }
    }
}
