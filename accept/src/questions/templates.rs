//! Questions to `CloudFormation`, each a small stack.

use anyhow::Result;
use serde_json::json;

use crate::{
    Report,
    place::{NAME, Place},
};

/// Documentation and reports contradict one another; the template has no such dependency.
pub(super) fn false_condition(place: &Place, report: &mut Report) -> Result<()> {
    let handle = "AWS::CloudFormation::WaitConditionHandle";
    let template = json!({
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "Absent": {"Type": handle, "Condition": "Never"},
            "Dependent": {"Type": handle, "DependsOn": "Absent"},
        },
    });
    let template = place.small_template("dependency", &template)?;
    let stack = place.stack(&format!("{NAME}-dependency"));
    let seen = match stack.create(&template, &[]) {
        Err(refused) if refused.message.contains("Unresolved resource dependencies") => {
            "refused".to_owned()
        }
        Err(other) => return Err(other.into()),
        Ok(created) => {
            stack.delete()?;
            created.status
        }
    };
    let what = "a dependency on a resource whose condition is false";
    report.note(what, seen, Some("refused"));
    Ok(())
}

/// Whether a topic can tell `CloudFormation` by `aws:CalledVia`: it denies whoever comes without. An
/// event that is delivered is answered by nobody.
pub(super) fn called_via(place: &Place, report: &mut Report) -> Result<()> {
    let topic = json!({"Ref": "Topic"});
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": topic,
        "Condition": {"Null": {"aws:CalledVia": "true"}}}});
    let template = json!({"Resources": {
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Policy": {"Type": "AWS::SNS::TopicPolicy",
            "Properties": {"Topics": [topic], "PolicyDocument": policy}},
        "Asked": {"Type": "Custom::Asked", "DependsOn": "Policy",
            "Properties": {"ServiceToken": topic, "ServiceTimeout": 5}},
    }});
    let template = place.small_template("topic", &template)?;
    let stack = place.stack(&format!("{NAME}-topic"));
    let created = stack.create(&template, &[])?;
    let reason = created.failure().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    let seen = if says(&["did not receive", "timed out", "timeout"]) {
        "yes".to_owned()
    } else if says(&["authoriz", "denied"]) {
        "no".to_owned()
    } else {
        created.failure().to_owned()
    };
    // The emulator sets it because this project takes it to be so, which is no evidence.
    report.note(
        "aws:CalledVia is set on a custom resource's topic",
        seen,
        None,
    );
    Ok(())
}
