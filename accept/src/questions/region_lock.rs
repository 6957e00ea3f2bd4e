//! What the policy simulator says of a permissions boundary that is locked to a region.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    Report,
    place::{NAME, Place, document, text},
};

pub(super) fn ask(place: &Place, role: &str, report: &mut Report) -> Result<()> {
    let region = place.order.region.as_str();
    let lock = json!({"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": region}}});
    let create = format!("iam create-policy --policy-name {NAME}-lock --policy-document");
    let made = place.call(&create, &document(&lock))?;
    let put = format!("iam put-role-permissions-boundary --role-name {NAME}-probe");
    let arn = text(&made["Policy"]["Arn"]);
    place.call(&format!("{put} --permissions-boundary"), &arn)?;

    let entry = json!([{"ContextKeyName": "aws:RequestedRegion", "ContextKeyType": "string",
        "ContextKeyValues": [region]}]);
    let without = simulate(place, role, &json!([]))?;
    let expected = "implicitDeny, without [\"aws:RequestedRegion\"]";
    report.note(
        "the simulator, not given the region",
        without,
        Some(expected),
    );
    let with = simulate(place, role, &entry)?;
    report.note(
        "the simulator, given the region",
        with,
        Some("allowed, without []"),
    );
    Ok(())
}

/// The decision, and the context that was missing.
fn simulate(place: &Place, role: &str, context: &Value) -> Result<String> {
    let input = json!({"PolicySourceArn": role, "ActionNames": ["ec2:CreateVpc"],
        "ContextEntries": context});
    let call = "iam simulate-principal-policy --cli-input-json";
    let answer = place.call(call, &input.to_string())?;
    let result = &answer["EvaluationResults"][0];
    let (decision, missing) = (&result["EvalDecision"], &result["MissingContextValues"]);
    Ok(format!("{}, without {missing}", text(decision)))
}
