//! Roles and keys as IAM shows them.

use domain::{
    aws::{arn::RoleArn, iam::Role},
    permissions::{Decision, simulations},
    port_error::{PortError, PortErrorKind},
    ports::{AccessKeys, RoleTags, Roles},
};
use time::macros::datetime;

use super::canned::{Answer, Canned};

fn arn() -> RoleArn {
    "arn:aws:iam::123456789012:role/r".parse().unwrap()
}

async fn role(rest: &str) -> Result<Role, PortError> {
    let role = format!(
        "<Role><Path>/</Path><RoleName>r</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/r</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>{rest}</Role>"
    );
    let canned = Canned::new(move |_| Answer::xml("GetRole", &role));
    canned.adapters().get_role(&arn()).await
}

const TRUST: &str = "<AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>";

#[tokio::test]
async fn a_role_is_read_with_its_id_its_tags_its_sessions_and_its_last_use() {
    let rest = format!(
        "{TRUST}<MaxSessionDuration>14400</MaxSessionDuration><Tags><member><Key>stack</Key><Value>qovery</Value></member></Tags><RoleLastUsed><LastUsedDate>2026-11-20T17:14:00Z</LastUsedDate><Region>eu-west-3</Region></RoleLastUsed>"
    );
    let expected = Role {
        arn: "arn:aws:iam::123456789012:role/r".to_owned(),
        id: "AROAEXAMPLE".to_owned(),
        created_at: datetime!(2026-01-01 00:00:00 UTC),
        trust_policy: "%7B%7D".to_owned(),
        max_session_seconds: Some(14_400),
        tags: [("stack".to_owned(), "qovery".to_owned())].into(),
        last_used_at: Some(datetime!(2026-11-20 17:14:00 UTC)),
    };
    assert_eq!(role(&rest).await.unwrap(), expected);
}

#[tokio::test]
async fn a_role_that_was_never_used_has_no_last_use() {
    let unused = role(&format!("{TRUST}<RoleLastUsed/>")).await.unwrap();
    assert_eq!(
        (unused.last_used_at, unused.max_session_seconds),
        (None, None)
    );
}

#[tokio::test]
async fn a_role_without_a_trust_policy_is_no_answer() {
    let error = role("").await.unwrap_err();
    assert_eq!(
        (error.kind, error.operation),
        (PortErrorKind::Other, "iam:GetRole")
    );
}

#[tokio::test]
async fn a_role_that_is_denied_may_have_another_path_or_account() {
    let canned = Canned::new(|_| Answer::xml_error(403, "AccessDenied", "not authorized"));
    let error = canned.adapters().get_role(&arn()).await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::AccessDenied);
    let hint = error.hint.unwrap();
    assert!(
        hint.contains("path and account") && hint.contains("`iam:GetRole`"),
        "{hint}"
    );
}

#[tokio::test]
async fn a_simulation_sends_its_context_and_reads_what_it_lacked() {
    let denied = |missing: &str, specific: &str| {
        format!(
            "<EvaluationResults><member><EvalActionName>sqs:CreateQueue</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>implicitDeny</EvalDecision><MissingContextValues>{missing}</MissingContextValues><PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail><ResourceSpecificResults>{specific}</ResourceSpecificResults></member></EvaluationResults><IsTruncated>false</IsTruncated>"
        )
    };
    let missing = "<member>aws:SourceVpc</member>";
    let specific = format!(
        "<member><EvalResourceName>q</EvalResourceName><EvalResourceDecision>implicitDeny</EvalResourceDecision><MissingContextValues>{missing}</MissingContextValues></member>"
    );
    let stack = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/1";
    let all = simulations(arn().as_str(), &stack.parse().unwrap());
    let simulation = &all[2];
    for answer in [denied(missing, ""), denied("", &specific)] {
        let canned = Canned::new(move |_| Answer::xml("SimulatePrincipalPolicy", &answer));
        let adapters = canned.adapters();
        let simulated = adapters.simulate_principal_policy(simulation).await;
        let [one] = &simulated.unwrap()[..] else {
            panic!("one action");
        };
        assert_eq!(one.decision, Decision::OutsideBoundary);
        assert_eq!(one.missing_context, ["aws:SourceVpc"]);
        let asked = canned.asked().remove(0);
        let sent = |part: &str, entry| {
            let name = format!("ContextEntries.member.{entry}.ContextKey{part}");
            asked.field(&name).map(str::to_owned)
        };
        let entries = (1..).map_while(|n| Some((sent("Name", n)?, sent("Type", n)?, n)));
        let sent: Vec<String> = entries
            .map(|(name, kind, n)| {
                let value = sent("Values.member.1", n).unwrap_or_default();
                format!("{name} {kind} {value}")
            })
            .collect();
        for entry in [
            "aws%3ARequestedRegion string eu-west-3",
            "aws%3ASecureTransport boolean true",
        ] {
            assert!(sent.iter().any(|sent| sent == entry), "{entry}: {sent:?}");
        }
    }
}

#[tokio::test]
async fn tags_and_keys_are_read_to_the_last_page() {
    let canned = Canned::new(|asked| {
        let action = asked.field("Action").unwrap_or_default();
        let n = if asked.field("Marker").is_some() {
            2
        } else {
            1
        };
        let list = match action {
            "ListRoleTags" => {
                format!("<Tags><member><Key>k{n}</Key><Value>v</Value></member></Tags>")
            }
            _ => format!(
                "<AccessKeyMetadata><member><AccessKeyId>AKIAIOSFODNN7EXAMPL{n}</AccessKeyId><Status>Active</Status><CreateDate>2026-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>"
            ),
        };
        let more = if n == 1 {
            "<IsTruncated>true</IsTruncated><Marker>m</Marker>"
        } else {
            ""
        };
        Answer::xml(action, &(list + more))
    });
    let adapters = canned.adapters();
    assert_eq!(adapters.list_role_tags("r").await.unwrap().len(), 2);
    assert_eq!(adapters.list_access_keys("u").await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_of_an_unknown_status_is_not_taken_for_an_inactive_one() {
    let canned = Canned::new(|_| {
        Answer::xml(
            "ListAccessKeys",
            "<AccessKeyMetadata><member><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Dormant</Status><CreateDate>2026-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>",
        )
    });
    let error = canned.adapters().list_access_keys("u").await.unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Other);
}
