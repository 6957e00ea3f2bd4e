//! Whether the role or the user is what it should be.

use serde_json::json;

use super::*;
use crate::sample::OTHER_ROLE;

#[test]
fn a_wrong_role_is_refused_with_every_reason() {
    let wanted = properties(&json!({"RoleArn": "arn:aws:iam::333333333333:role/qovery-role"}));
    let mut facts = facts(Vec::new());
    facts.permissions = simulated(Decision::NotGranted);
    let refusal = decide_create(&wanted, &facts).unwrap_err();
    assert!(!refusal.may_settle);
    assert_eq!(
        codes(Err(refusal)),
        [Code::RoleInOtherAccount, Code::PermissionNotGranted]
    );
}

#[test]
fn a_role_of_another_path_is_another_role() {
    let mut facts = facts(Vec::new());
    let moved = Role {
        arn: "arn:aws:iam::123456789012:role/team/qovery-role".to_owned(),
        ..role(true)
    };
    facts.principal = Principal::Role(Box::new(moved));
    let refused = decide_create(&properties(&json!({})), &facts);
    assert_eq!(codes(refused), [Code::RoleArnDiffers]);
}

#[test]
fn an_untrusted_role_is_refused_and_looked_at_again_only_where_an_older_form_may_be_shown() {
    let mut facts = facts(Vec::new());
    let untrusted = Role {
        trust_policy: TRUSTED.replace("222222222222", "333333333333"),
        ..role(true)
    };
    facts.principal = Principal::Role(Box::new(untrusted));
    let wanted = properties(&json!({}));
    let created = decide_create(&wanted, &facts).unwrap_err();
    assert!(!created.may_settle && !created.findings.is_empty());
    facts.is_gone = true;
    let updated = decide_update(&physical_id("created"), &wanted, &facts).unwrap_err();
    assert!(updated.may_settle);
}

#[test]
fn only_what_iam_may_be_late_with_is_looked_at_again() {
    let absent = Principal::Absent;
    let own = Principal::Role(Box::new(role(true)));
    let foreign = Principal::Role(Box::new(role(false)));
    for (principal, decision, may_settle) in [
        (&absent, Decision::Allowed, true),
        (&own, Decision::NotGranted, true),
        (&foreign, Decision::NotGranted, false),
        (&own, Decision::DeniedExplicitly, false),
        (&own, Decision::OutsideBoundary, false),
    ] {
        let facts = Facts {
            principal: principal.clone(),
            permissions: simulated(decision),
            ..facts(Vec::new())
        };
        let refusal = decide_create(&properties(&json!({})), &facts).unwrap_err();
        assert_eq!(refusal.may_settle, may_settle, "{:?}", refusal.findings);
    }
}

/// A guardrail of the organization may be judged wrongly for as long as the stack is there.
#[test]
fn a_warning_does_not_keep_a_policy_that_may_be_late_from_being_looked_at_again() {
    let Permissions::Simulated(mut late) = simulated(Decision::NotGranted) else {
        panic!("a simulation");
    };
    late.push(Simulated {
        action: "ec2:CreateVpc".to_owned(),
        decision: Decision::DeniedByOrganization,
        missing_context: Vec::new(),
    });
    let facts = Facts {
        permissions: Permissions::Simulated(late),
        ..facts(Vec::new())
    };
    let refusal = decide_create(&properties(&json!({})), &facts).unwrap_err();
    assert!(refusal.may_settle, "{:?}", refusal.findings);
}

#[test]
fn a_user_that_is_not_there_yet_is_looked_for_again() {
    let absent = Facts {
        principal: Principal::Absent,
        ..facts(Vec::new())
    };
    let refusal = decide_create(&with_key(), &absent).unwrap_err();
    assert!(refusal.may_settle);
    assert_eq!(codes(Err(refusal)), [Code::UserNotFound]);
}

/// The simulator does not say what it lacked to judge an organization's policy, and a simulation
/// that failed says nothing.
#[test]
fn what_is_not_certain_is_a_warning_and_never_passed_over() {
    let unknown = Permissions::Unknown {
        cause: "denied".to_owned(),
        hint: None,
        may_pass: false,
    };
    let Permissions::Simulated(mut undecided) = simulated(Decision::OutsideBoundary) else {
        panic!("a simulation");
    };
    undecided[0].missing_context = vec!["aws:SourceVpc".to_owned()];
    for (permissions, code) in [
        (unknown, Code::PermissionsUnknown),
        (Permissions::Simulated(undecided), Code::PermissionsUnknown),
        (
            simulated(Decision::DeniedByOrganization),
            Code::PermissionDeniedByOrganization,
        ),
    ] {
        let facts = Facts {
            permissions,
            ..facts(Vec::new())
        };
        let plan = decide_create(&properties(&json!({})), &facts).unwrap();
        let codes: Vec<Code> = plan.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, [code]);
    }
}

#[test]
fn the_operator_may_turn_what_is_lacking_into_a_warning_or_into_nothing() {
    let facts = Facts {
        permissions: simulated(Decision::NotGranted),
        ..facts(Vec::new())
    };
    for (check, warnings) in [("Warn", 1), ("Skip", 0)] {
        let lenient = properties(&json!({"PermissionCheck": check}));
        let plan = decide_create(&lenient, &facts).unwrap();
        assert_eq!(plan.warnings.len(), warnings, "{check}");
    }
    let elsewhere = properties(&json!({"PermissionCheck": "Skip", "RoleArn": OTHER_ROLE}));
    let refused = decide_create(&elsewhere, &facts);
    assert_eq!(codes(refused), [Code::RoleArnDiffers]);
}
