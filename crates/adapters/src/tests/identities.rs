//! What a stack made, what hangs on it, and its end.

use domain::{
    aws::iam::{Attachments, Entities},
    port_error::PortErrorKind,
    ports::Identities,
};

use super::canned::{Answer, Asked, Canned};

const POLICY: &str = "arn:aws:iam::123456789012:policy/p";

/// A list of one kind of member in two pages: `<Outer><member>…</member></Outer>`.
fn pages(asked: &Asked, action: &str, outer: &str, members: [&str; 2]) -> Answer {
    let list = |member| format!("<{outer}><member>{member}</member></{outer}>");
    let page = match asked.field("Marker") {
        None => list(members[0]) + "<IsTruncated>true</IsTruncated><Marker>2</Marker>",
        Some(_) => list(members[1]) + "<IsTruncated>false</IsTruncated>",
    };
    Answer::xml(action, &page)
}

#[tokio::test]
async fn entities_are_read_to_the_last_page_of_both_usages() {
    let canned = Canned::new(|asked| {
        let (kind, tag) = match asked.field("PolicyUsageFilter") {
            Some("PermissionsPolicy") => ("PolicyRoles", "RoleName"),
            Some("PermissionsBoundary") => ("PolicyUsers", "UserName"),
            other => panic!("no usage: {other:?}"),
        };
        let members = [1, 2].map(|page| format!("<{tag}>{tag}-{page}</{tag}>"));
        let [first, second] = &members;
        pages(asked, "ListEntitiesForPolicy", kind, [first, second])
    });
    let policy = POLICY.parse().unwrap();
    let found = canned.adapters().list_entities_for_policy(&policy).await;
    let set = |names: [&str; 2]| names.map(str::to_owned).into();
    let expected = Entities {
        roles: set(["RoleName-1", "RoleName-2"]),
        users: [].into(),
        others: set(["UserName-1", "UserName-2"]),
    };
    assert_eq!(found.unwrap(), expected);
}

#[tokio::test]
async fn a_group_that_the_policy_is_attached_to_is_none_of_ours() {
    let canned = Canned::new(|asked| match asked.field("PolicyUsageFilter") {
        Some("PermissionsPolicy") => Answer::xml(
            "ListEntitiesForPolicy",
            "<PolicyUsers><member><UserName>u</UserName></member></PolicyUsers><PolicyGroups><member><GroupName>g</GroupName></member></PolicyGroups>",
        ),
        _ => Answer::xml("ListEntitiesForPolicy", ""),
    });
    let policy = POLICY.parse().unwrap();
    let found = canned
        .adapters()
        .list_entities_for_policy(&policy)
        .await
        .unwrap();
    assert_eq!(found.users, ["u".to_owned()].into());
    assert_eq!(found.others, ["g".to_owned()].into());
}

/// A person has put everything there is on the user.
fn everything(asked: &Asked) -> Answer {
    let action = asked.field("Action").unwrap_or_default();
    let list = |outer, first, second| pages(asked, action, outer, [first, second]);
    match action {
        "ListAttachedUserPolicies" | "ListAttachedRolePolicies" => list(
            "AttachedPolicies",
            "<PolicyArn>arn:aws:iam::123456789012:policy/p</PolicyArn>",
            "<PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn>",
        ),
        "ListUserPolicies" | "ListRolePolicies" => list("PolicyNames", "one", "two"),
        "ListGroupsForUser" => Answer::xml(
            action,
            "<Groups><member><Path>/</Path><GroupName>g</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/g</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></member></Groups>",
        ),
        "ListMFADevices" => Answer::xml(
            action,
            "<MFADevices><member><UserName>u</UserName><SerialNumber>arn:aws:iam::123456789012:mfa/u</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate></member></MFADevices>",
        ),
        "ListSSHPublicKeys" => Answer::xml(
            action,
            "<SSHPublicKeys><member><UserName>u</UserName><SSHPublicKeyId>APKA</SSHPublicKeyId><Status>Active</Status><UploadDate>2026-01-01T00:00:00Z</UploadDate></member></SSHPublicKeys>",
        ),
        "ListSigningCertificates" => Answer::xml(
            action,
            "<Certificates><member><UserName>u</UserName><CertificateId>CERT</CertificateId><CertificateBody>b</CertificateBody><Status>Active</Status></member></Certificates>",
        ),
        "ListServiceSpecificCredentials" => Answer::xml(
            action,
            "<ServiceSpecificCredentials><member><UserName>u</UserName><Status>Active</Status><ServiceUserName>u-at-123456789012</ServiceUserName><CreateDate>2026-01-01T00:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCA</ServiceSpecificCredentialId><ServiceName>codecommit.amazonaws.com</ServiceName></member></ServiceSpecificCredentials>",
        ),
        "GetLoginProfile" => Answer::xml(
            action,
            "<LoginProfile><UserName>u</UserName><CreateDate>2026-01-01T00:00:00Z</CreateDate></LoginProfile>",
        ),
        "ListInstanceProfilesForRole" => Answer::xml(
            action,
            "<InstanceProfiles><member><Path>/</Path><InstanceProfileName>i</InstanceProfileName><InstanceProfileId>AIPA</InstanceProfileId><Arn>arn:aws:iam::123456789012:instance-profile/i</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><Roles/></member></InstanceProfiles>",
        ),
        other => panic!("not asked for: {other}"),
    }
}

fn attachments(others: &[&str]) -> Attachments {
    Attachments {
        policies: [POLICY, "arn:aws:iam::aws:policy/AdministratorAccess"]
            .map(|arn| arn.parse().unwrap())
            .into(),
        others: others.iter().map(ToString::to_string).collect(),
    }
}

#[tokio::test]
async fn what_hangs_on_an_identity_is_named_as_an_operator_would() {
    let canned = Canned::new(everything);
    let user = canned.adapters().list_user_attachments("u").await.unwrap();
    let expected = [
        "inline policy `one`",
        "inline policy `two`",
        "group `g`",
        "MFA device `arn:aws:iam::123456789012:mfa/u`",
        "SSH key `APKA`",
        "signing certificate `CERT`",
        "service-specific credential `ACCA`",
        "login profile",
    ];
    assert_eq!(user, attachments(&expected));
    let role = canned.adapters().list_role_attachments("r").await.unwrap();
    let expected = [
        "inline policy `one`",
        "inline policy `two`",
        "instance profile `i`",
    ];
    assert_eq!(role, attachments(&expected));
}

#[tokio::test]
async fn a_user_without_a_login_profile_has_none_and_one_that_is_gone_is_not_found() {
    let missing = || Answer::xml_error(404, "NoSuchEntity", "gone");
    let canned = Canned::new(move |asked| match asked.field("Action") {
        Some("GetLoginProfile") => missing(),
        action => Answer::xml(action.unwrap_or_default(), ""),
    });
    let found = canned.adapters().list_user_attachments("u").await;
    assert_eq!(found.unwrap(), Attachments::default());
    let canned = Canned::new(move |_| missing());
    let error = canned
        .adapters()
        .list_user_attachments("u")
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn what_is_gone_already_is_removed() {
    let canned = Canned::new(|_| Answer::xml_error(404, "NoSuchEntity", "gone"));
    let (adapters, policy) = (canned.adapters(), POLICY.parse().unwrap());
    adapters.detach_role_policy("r", &policy).await.unwrap();
    adapters.detach_user_policy("u", &policy).await.unwrap();
    adapters.delete_role("r").await.unwrap();
    adapters.delete_user("u").await.unwrap();
    adapters.delete_policy(&policy).await.unwrap();
}

#[tokio::test]
async fn a_policy_goes_after_its_older_versions_and_a_held_one_stays() {
    let version = |id, is_default| {
        format!("<VersionId>{id}</VersionId><IsDefaultVersion>{is_default}</IsDefaultVersion>")
    };
    let canned = Canned::new(move |asked| match asked.field("Action") {
        Some("ListPolicyVersions") => {
            let (newest, oldest) = (version("v2", true), version("v1", false));
            pages(asked, "ListPolicyVersions", "Versions", [&newest, &oldest])
        }
        Some("DeletePolicy") => Answer::xml_error(409, "DeleteConflict", "attached"),
        action => Answer::xml(action.unwrap_or_default(), ""),
    });
    let policy = POLICY.parse().unwrap();
    let error = canned.adapters().delete_policy(&policy).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Conflict);
    let called = canned.operations();
    let expected = [
        "iam:ListPolicyVersions",
        "iam:ListPolicyVersions",
        "iam:DeletePolicyVersion",
        "iam:DeletePolicy",
    ];
    assert_eq!(called, expected);
    assert_eq!(canned.asked()[2].field("VersionId"), Some("v1"));
}
