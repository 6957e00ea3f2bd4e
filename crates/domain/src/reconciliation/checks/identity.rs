//! Is the role or the user still as expected?

use super::super::{Assessment, Check, CheckName, Expected, Found, Observed, SeenRole};
use crate::{
    aws::{arn::RoleArn, iam::Role},
    finding::{Code, Finding},
    permissions::{self, Permissions},
    properties::Method,
};

/// The role and the verdict on its trust policy. `None` means that the stack uses a key.
pub(super) fn trust_policy(
    expected: &Expected,
    observed: &Observed,
    assessment: &Assessment,
) -> Option<Check> {
    let Method::AssumeRole(trust) = &expected.properties.method else {
        return None;
    };
    let mut check = Check::new(CheckName::TrustPolicy);
    let wanted = &trust.role;
    match &observed.role {
        SeenRole::NotExpected => check.miss("the role was not looked at"),
        SeenRole::Unknown(unknown) => check.miss(&unknown.cause),
        SeenRole::Absent => {
            check.find(Found::of(wanted.as_str(), gone(expected, wanted)));
        }
        SeenRole::Present(role) => {
            compare_role(expected, role, &mut check);
            find_trust(expected, assessment, &mut check);
        }
    }
    Some(check)
}

fn gone(expected: &Expected, wanted: &RoleArn) -> Finding {
    let message = format!("there is no role `{}` in this account", wanted.name());
    let finding = Finding::new(Code::RoleGone, message);
    match expected.role_id {
        Some(_) => finding,
        None => finding.with_hint(
            "look in CloudTrail for who deleted the role; then update the stack with the ARN of another one in `RoleArn`, or with none: then it makes one",
        ),
    }
}

fn compare_role(expected: &Expected, role: &Role, check: &mut Check) {
    let Some(wanted) = expected.role() else {
        return;
    };
    if role.arn != wanted.as_str() {
        let (name, arn) = (wanted.name(), &role.arn);
        let message = format!("the role `{name}` has the ARN `{arn}`, not `{wanted}`");
        check.find(Found::new(Code::RoleArnDiffers, wanted.as_str(), message));
    }
    if let Some(id) = expected.role_id.as_ref().filter(|id| **id != role.id) {
        let message = format!(
            "the role `{wanted}` has the id {}, and the stack's role had {id}: it was deleted and created again",
            role.id
        );
        check.find(Found::new(Code::RoleWasRemade, wanted.as_str(), message));
    }
}

fn find_trust(expected: &Expected, assessment: &Assessment, check: &mut Check) {
    let Some((verdict, wanted)) = assessment.verdict.as_ref().zip(expected.role()) else {
        return check.miss("the trust policy was not evaluated");
    };
    for finding in &verdict.findings {
        check.find(Found::of(wanted.as_str(), finding.clone()));
    }
    if !verdict.is_trusted() && verdict.findings.is_empty() {
        check.miss("the trust policy is not trusted, and nothing says why");
    }
}

/// The permissions. `None` means that the operator skips this check.
pub(super) fn permissions(expected: &Expected, observed: &Observed) -> Option<Check> {
    let mut check = Check::new(CheckName::Permissions);
    match &observed.permissions {
        Permissions::Skipped => return None,
        Permissions::Unknown { cause, .. } => check.miss(cause),
        Permissions::Simulated(simulated) => {
            let subject = match &expected.properties.method {
                Method::AssumeRole(trust) => trust.role.as_str(),
                Method::StaticCredentials(user) => &user.user_name,
            };
            for finding in permissions::findings(subject, simulated) {
                check.find(Found::of(subject, finding));
            }
            if let Some(cause) = permissions::undecided(subject, simulated) {
                check.miss(cause);
            }
        }
    }
    Some(check)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reconciliation::tests::expected, sample::ROLE};

    #[test]
    fn a_role_that_is_gone_is_named_with_the_parameter_that_says_which_it_is() {
        let mut expected = expected("AssumeRole");
        let given = gone(&expected, &ROLE.parse().unwrap()).hint;
        assert!(given.contains("`RoleArn`") && !given.contains("`RoleName`"));
        expected.role_id = Some("AROAEXAMPLE".to_owned());
        let made = gone(&expected, &ROLE.parse().unwrap()).hint;
        assert!(made.contains("`RoleName`") && !made.contains("`RoleArn`"));
    }
}
