//! What a published template must be.

use serde_json::Value;

use super::member;

/// A template of at most this many bytes can be given inline, too.
///
/// Source: CloudFormation quotas, "Template body size in a request".
pub const MOST_BYTES: usize = 51_200;

/// What needs `CAPABILITY_AUTO_EXPAND`, a second box to tick beside `CAPABILITY_NAMED_IAM`.
///
/// Source: `CreateStack`, "Capabilities".
const WITH_A_TRANSFORM: &[&str] = &["Transform", "Fn::Transform"];
const NESTED: &[&str] = &["AWS::CloudFormation::Stack", "AWS::CloudFormation::Macro"];

/// What stands against publishing a template, all of it. Nothing where all is well.
#[must_use]
pub fn faults(template: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let bytes = super::text(template).len();
    if bytes >= MOST_BYTES {
        faults.push(format!("{bytes} bytes, and must be less than {MOST_BYTES}"));
    }
    look(template, "", &mut faults);
    faults.extend(member::faults(template));
    faults
}

fn look(value: &Value, place: &str, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let place = format!("{place}/{name}");
                if WITH_A_TRANSFORM.contains(&name.as_str()) {
                    faults.push(format!("{place}: needs CAPABILITY_AUTO_EXPAND"));
                }
                look(field, &place, faults);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, place, faults)),
        Value::String(text) => {
            faults.extend(fault_of_text(text).map(|fault| format!("{place}: {fault}")));
        }
        _ => {}
    }
}

fn fault_of_text(text: &str) -> Option<String> {
    if text.starts_with("AWS::Serverless") {
        return Some(format!("`{text}` is not expanded"));
    }
    if NESTED.contains(&text) {
        return Some(format!("`{text}` needs CAPABILITY_AUTO_EXPAND"));
    }
    // A pattern and a description may name a partition; a value must not.
    let is_value = text.starts_with("arn:aws:") || text.starts_with("arn:aws-");
    is_value.then(|| format!("`{text}` names a partition"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plain_template_is_published() {
        let plain = json!({"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
            "ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/x"}]}}},
            "Parameters": {"Arn": {"AllowedPattern": "^arn:aws:.+$"}}});
        assert_eq!(faults(&plain), Vec::<String>::new());
    }

    #[test]
    fn everything_that_must_not_be_published_is_named_at_once() {
        let faulty = json!({
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {
                "F": {"Type": "AWS::Serverless::Function"},
                "N": {"Type": "AWS::CloudFormation::Stack"},
                "R": {"Policies": ["arn:aws:iam::aws:policy/x"], "In": {"Fn::Transform": {"Name": "AWS::Include"}}},
            },
            "Description": "x".repeat(MOST_BYTES),
        });
        let found = faults(&faulty).join("\n");
        for expected in [
            "bytes, and must be less",
            "/Transform: needs CAPABILITY_AUTO_EXPAND",
            "/Resources/F/Type: `AWS::Serverless::Function` is not expanded",
            "/Resources/N/Type: `AWS::CloudFormation::Stack` needs",
            "/Resources/R/Policies: `arn:aws:iam::aws:policy/x` names a partition",
            "/Resources/R/In/Fn::Transform: needs",
        ] {
            assert!(found.contains(expected), "{expected}\n{found}");
        }
    }
}
