use serde_json::{Value, json};

use super::*;
use crate::permissions::Simulated;
use crate::{
    permissions::Decision,
    qovery::{Cluster, Credentials, CredentialsValues},
};

const ORGANIZATION: &str = "11111111-2222-3333-4444-555555555555";
const CREDENTIALS: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const TWIN: &str = "aaaaaaaa-0000-0000-0000-000000000002";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;

fn properties(more: &Value) -> Properties {
    let mut all = json!({
        "OrganizationId": ORGANIZATION,
        "CredentialsName": "aws",
        "ApiTokenSecretArn": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
        "RoleArn": ROLE,
        "RoleIsManaged": "true",
        "TrustedPrincipals": "222222222222",
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    Properties::parse(all.as_object().unwrap()).unwrap()
}

fn facts(registered: Vec<LinkedCredentials>) -> Facts {
    Facts {
        account: "123456789012".parse().unwrap(),
        identity: Identity::Role(Role {
            arn: ROLE.to_owned(),
            trust_policy: TRUSTED.to_owned(),
        }),
        permissions: Permissions::Simulated(vec![simulated(Decision::Allowed)]),
        registered,
        key_is_taken: None,
    }
}

fn simulated(decision: Decision) -> Simulated {
    Simulated {
        action: "eks:CreateCluster".to_owned(),
        decision,
    }
}

fn linked(id: &str, name: &str, role: &str, clusters: usize) -> LinkedCredentials {
    LinkedCredentials {
        credentials: Credentials {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            values: CredentialsValues::Role(role.to_owned()),
        },
        clusters: (0..clusters)
            .map(|n| Cluster {
                id: format!("cccccccc-0000-0000-0000-00000000000{n}")
                    .parse()
                    .unwrap(),
                name: format!("production-{n}"),
            })
            .collect(),
    }
}

fn physical_id(ownership: &str) -> PhysicalId {
    let Ok(id) = format!("{ORGANIZATION}/{CREDENTIALS}/{ownership}").parse();
    id
}

fn registration(decision: Result<Plan, Refusal>) -> Registration {
    decision.unwrap().registration
}

fn codes(decision: Result<Plan, Refusal>) -> Vec<&'static str> {
    decision
        .unwrap_err()
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn a_create_registers_what_is_not_there() {
    let others = vec![linked(
        TWIN,
        "other",
        "arn:aws:iam::123456789012:role/other",
        1,
    )];
    let decision = decide_create(&properties(&json!({})), &facts(others));
    assert_eq!(
        registration(decision),
        Registration::Create("aws".to_owned())
    );
}

#[test]
fn what_a_lost_answer_left_is_ours() {
    let left = vec![linked(CREDENTIALS, "aws", ROLE, 0)];
    let decision = decide_create(&properties(&json!({})), &facts(left));
    let id = CREDENTIALS.parse().unwrap();
    assert_eq!(
        registration(decision),
        Registration::Keep(id, Ownership::Created)
    );
}

#[test]
fn what_was_there_before_is_adopted_as_it_is_or_refused() {
    for (there, managed) in [
        (linked(CREDENTIALS, "aws", ROLE, 1), "true"),
        (linked(CREDENTIALS, "somebody's", ROLE, 0), "true"),
        (linked(CREDENTIALS, "aws", ROLE, 0), "false"),
    ] {
        let facts = facts(vec![there]);
        let adopt = properties(&json!({"RoleIsManaged": managed}));
        let id = CREDENTIALS.parse().unwrap();
        assert_eq!(
            registration(decide_create(&adopt, &facts)),
            Registration::Keep(id, Ownership::Adopted)
        );
        let fail = properties(&json!({"RoleIsManaged": managed, "OnExisting": "Fail"}));
        assert_eq!(codes(decide_create(&fail, &facts)), ["credentials-exist"]);
    }
}

#[test]
fn several_matches_are_refused_by_id() {
    let several = vec![
        linked(CREDENTIALS, "a", ROLE, 0),
        linked(TWIN, "b", ROLE, 0),
    ];
    let refusal = decide_create(&properties(&json!({})), &facts(several)).unwrap_err();
    let message = &refusal.findings[0].message;
    assert!(
        message.contains(CREDENTIALS) && message.contains(TWIN),
        "{message}"
    );
}

#[test]
fn an_update_changes_in_place_and_an_adopted_name_stays() {
    let held = || {
        facts(vec![linked(
            CREDENTIALS,
            "old",
            "arn:aws:iam::123456789012:role/old",
            2,
        )])
    };
    let wanted = properties(&json!({}));
    let id: CredentialsId = CREDENTIALS.parse().unwrap();
    for (ownership, word, name) in [
        (Ownership::Created, "created", "aws"),
        (Ownership::Adopted, "adopted", "old"),
    ] {
        let decision = decide_update(&physical_id(word), &wanted, None, &held());
        assert_eq!(
            registration(decision),
            Registration::Edit(id.clone(), ownership, name.to_owned())
        );
    }
}

#[test]
fn an_update_makes_anew_what_is_gone_or_in_another_organization() {
    let wanted = properties(&json!({}));
    let made = Registration::Create("aws".to_owned());
    let gone = decide_update(&physical_id("created"), &wanted, None, &facts(Vec::new()));
    assert_eq!(registration(gone), made);
    let elsewhere = properties(&json!({"OrganizationId": "99999999-2222-3333-4444-555555555555"}));
    let moved = decide_update(
        &physical_id("created"),
        &elsewhere,
        None,
        &facts(Vec::new()),
    );
    assert_eq!(registration(moved), made);
}

#[test]
fn a_roll_back_restores_even_if_the_role_has_gone_bad_since() {
    let mut facts = facts(vec![linked(CREDENTIALS, "aws", ROLE, 1)]);
    facts.permissions = Permissions::Simulated(vec![simulated(Decision::DeniedExplicitly)]);
    let wanted = properties(&json!({}));
    let never_applied = properties(&json!({"CredentialsName": "new"}));
    let restored = decide_update(
        &physical_id("created"),
        &wanted,
        Some(&never_applied),
        &facts,
    );
    assert_eq!(restored.unwrap().warnings.len(), 1);
    let applied = decide_update(&physical_id("created"), &wanted, Some(&wanted), &facts);
    assert_eq!(codes(applied), ["permission-denied-explicitly"]);
}

#[test]
fn a_wrong_role_is_refused_with_every_reason() {
    let mut facts = facts(Vec::new());
    facts.permissions = Permissions::Simulated(vec![simulated(Decision::NotGranted)]);
    facts.account = "333333333333".parse().unwrap();
    let refusal = decide_create(&properties(&json!({})), &facts).unwrap_err();
    let codes: Vec<_> = refusal
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, ["role-in-other-account", "permission-not-granted"]);
    assert!(!refusal.may_settle);
}

#[test]
fn only_what_iam_may_be_late_with_is_looked_at_again() {
    let managed = properties(&json!({}));
    let foreign = properties(&json!({"RoleIsManaged": "false"}));
    let absent = Facts {
        identity: Identity::Absent,
        ..facts(Vec::new())
    };
    let denied = |decision| Facts {
        permissions: Permissions::Simulated(vec![simulated(decision)]),
        ..facts(Vec::new())
    };
    for (properties, facts, may_settle) in [
        (&managed, absent.clone(), true),
        (&foreign, absent, false),
        (&managed, denied(Decision::NotGranted), true),
        (&foreign, denied(Decision::NotGranted), false),
        (&managed, denied(Decision::DeniedByOrganization), false),
    ] {
        let refusal = decide_create(properties, &facts).unwrap_err();
        assert_eq!(refusal.may_settle, may_settle, "{:?}", refusal.findings);
    }
}

#[test]
fn an_unknown_permission_is_never_taken_for_a_granted_one() {
    let unknown = Facts {
        permissions: Permissions::Unknown("denied".to_owned()),
        ..facts(Vec::new())
    };
    assert_eq!(
        codes(decide_create(&properties(&json!({})), &unknown)),
        ["permissions-unknown"]
    );
    let warn = properties(&json!({"PermissionCheck": "Warn"}));
    assert_eq!(decide_create(&warn, &unknown).unwrap().warnings.len(), 1);
}

fn removal(ownership: &str, more: &Value, registered: &[LinkedCredentials]) -> Removal {
    let mut all = json!({"RoleArn": ROLE, "RoleIsManaged": "true"});
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    let properties = DeleteProperties::read(all.as_object().unwrap());
    let Ok(foreign) = "stack-QoveryCredentials-1A2B".parse();
    let id = match ownership {
        "foreign" => foreign,
        "none" => PhysicalId::nothing(ORGANIZATION, "request"),
        ownership => physical_id(ownership),
    };
    decide_removal(&id, &properties, registered, &[])
}

#[test]
fn a_deletion_takes_only_what_this_stack_made_and_nobody_uses() {
    let free = [
        linked(CREDENTIALS, "aws", ROLE, 0),
        linked(TWIN, "aws", ROLE, 0),
    ];
    let ids = |ids: &[&str]| Removal::Delete(ids.iter().map(|id| id.parse().unwrap()).collect());
    let not_managed = json!({"RoleIsManaged": "false"});
    assert_eq!(
        removal("created", &json!({}), &free),
        ids(&[CREDENTIALS, TWIN])
    );
    assert_eq!(removal("created", &not_managed, &free), ids(&[CREDENTIALS]));
    assert_eq!(
        removal("foreign", &json!({}), &free[..1]),
        ids(&[CREDENTIALS])
    );
    for (ownership, more, registered) in [
        ("adopted", json!({}), &free[..]),
        ("none", json!({}), &free[..]),
        ("created", json!({}), &[]),
        ("foreign", json!({}), &free[..]),
        ("foreign", not_managed, &free[..1]),
        ("foreign", json!({}), &[linked(CREDENTIALS, "aws", ROLE, 1)]),
    ] {
        let removal = removal(ownership, &more, registered);
        assert!(
            matches!(removal, Removal::Leave(_)),
            "{ownership}: {removal:?}"
        );
    }
}

#[test]
fn linked_clusters_protect_the_stack_or_are_named_when_access_is_revoked() {
    let used = [linked(CREDENTIALS, "aws", ROLE, 2)];
    let Removal::Refuse(finding) = removal("created", &json!({}), &used) else {
        panic!("clusters protect by default");
    };
    assert!(
        finding.message.contains("`production-0`") && finding.message.contains("`production-1`")
    );
    let Removal::Leave(why) = removal("created", &json!({"OnDelete": "Revoke"}), &used) else {
        panic!("the stack goes");
    };
    assert!(
        why.contains(CREDENTIALS) && why.contains("`production-0`"),
        "{why}"
    );
}

fn with_user(method: &str, more: &Value) -> Properties {
    let mut all = json!({
        "AuthenticationMethod": method,
        "UserName": "qovery",
        "SecretArn": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf",
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    properties(&all)
}

fn static_facts(shown: &str, clusters: usize) -> Facts {
    let mut held = linked(CREDENTIALS, "aws", ROLE, clusters);
    held.credentials.values = CredentialsValues::Static(shown.to_owned());
    Facts {
        identity: Identity::User {
            arn: "arn:aws:iam::123456789012:user/qovery".parse().unwrap(),
            key_ids: vec!["AKIA0000000000000001".parse().unwrap()],
            current: Some("AKIA0000000000000001".parse().unwrap()),
        },
        ..facts(vec![held])
    }
}

#[test]
fn a_user_is_known_by_its_keys() {
    let wanted = with_user("StaticCredentials", &json!({}));
    let id: CredentialsId = CREDENTIALS.parse().unwrap();
    let ours = decide_create(&wanted, &static_facts("AKIA0000000000000001", 0));
    assert_eq!(
        registration(ours),
        Registration::Keep(id, Ownership::Created)
    );
    let other = decide_create(&wanted, &static_facts("AKIA0000000000000009", 0));
    assert_eq!(registration(other), Registration::Create("aws".to_owned()));
}

#[test]
fn a_switch_that_would_cut_off_running_clusters_is_refused_unless_the_old_way_is_kept() {
    let role = properties(&json!({}));
    let user = with_user("StaticCredentials", &json!({"RoleArn": ""}));
    let both = with_user("StaticCredentials", &json!({}));
    let on_role = |clusters| Facts {
        registered: vec![linked(CREDENTIALS, "aws", ROLE, clusters)],
        ..static_facts("AKIA0000000000000001", 0)
    };
    let id = physical_id("created");
    assert_eq!(
        codes(decide_update(&id, &user, Some(&role), &on_role(1))),
        ["method-in-use"]
    );
    assert!(decide_update(&id, &user, Some(&role), &on_role(0)).is_ok());
    assert!(decide_update(&id, &both, Some(&role), &on_role(1)).is_ok());

    let on_key = |taken| Facts {
        key_is_taken: taken,
        identity: facts(Vec::new()).identity,
        ..static_facts("AKIA0000000000000001", 1)
    };
    let kept = with_user("AssumeRole", &json!({}));
    for unsure in [Some(true), None] {
        let refused = decide_update(&id, &role, Some(&user), &on_key(unsure));
        assert_eq!(codes(refused), ["method-in-use"]);
    }
    assert!(decide_update(&id, &role, Some(&user), &on_key(Some(false))).is_ok());
    assert!(decide_update(&id, &kept, Some(&user), &on_key(None)).is_ok());
}
