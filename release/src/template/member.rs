//! Where a hub reads the member template: of the same release, unless somebody names another.

use serde_json::{Value, json};

use super::code;
use crate::{Publisher, Version, set};

/// The parameter that names another one.
const PARAMETER: &str = "MemberTemplateUrl";
const IS_NAMED: &str = "HasMemberTemplate";
/// Without a release, somebody has to name one.
const RULE: &str = "AStackSetNeedsTheTemplate";
/// Where it is needed. Conditions ask whether it is empty.
const PARTS: [&str; 2] = ["Resources", "Outputs"];

/// Puts the address of the released member template where the parameter is empty. A template without
/// the parameter stays as it is.
pub(super) fn publish(template: &mut Value, publisher: &Publisher, version: &Version) {
    let Some(parameter) = template.pointer_mut(&format!("/Parameters/{PARAMETER}")) else {
        return;
    };
    parameter["Description"] =
        "Where another member template is, at S3. Empty: this release's.".into();
    let key = set::key(version, set::MEMBER_TEMPLATE);
    let address = json!({"Fn::If": [IS_NAMED, {"Ref": PARAMETER}, {"Fn::Sub": [
        format!("https://${{Bucket}}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}/{key}"),
        {"Bucket": code::bucket(publisher)},
    ]}]});
    for part in PARTS {
        put_in_place(&mut template[part], &address);
    }
    for (_, output) in template["Outputs"].as_object_mut().into_iter().flatten() {
        if output["Condition"] == IS_NAMED
            && let Some(fields) = output.as_object_mut()
        {
            fields.remove("Condition");
        }
    }
    if let Some(rules) = template["Rules"].as_object_mut() {
        rules.remove(RULE);
    }
}

/// Puts the address in place of the parameter: of a reference, and in a text.
fn put_in_place(value: &mut Value, address: &Value) {
    if *value == json!({"Ref": PARAMETER}) {
        *value = address.clone();
        return;
    }
    match value {
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| put_in_place(field, address)),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| put_in_place(item, address)),
        _ => {}
    }
    if let Some(text) = text_without_address(value) {
        let mut names = value["Fn::Sub"].get(1).cloned().unwrap_or(json!({}));
        names[PARAMETER] = address.clone();
        *value = json!({"Fn::Sub": [text, names]});
    }
}

/// The text of a substitution, of either form, that would put the parameter's own value in.
fn text_without_address(value: &Value) -> Option<String> {
    let substitution = value.get("Fn::Sub")?;
    let text = substitution
        .as_str()
        .or_else(|| substitution.get(0)?.as_str())?;
    let is_given = substitution
        .get(1)
        .is_some_and(|names| names.get(PARAMETER).is_some());
    let names_it = text.contains(&format!("${{{PARAMETER}}}"));
    (names_it && !is_given).then(|| text.to_owned())
}

/// Places where a published template takes the parameter, which is empty unless somebody names
/// another template, as the address itself.
pub(super) fn faults(template: &Value) -> Vec<String> {
    let parts = PARTS.iter();
    parts
        .flat_map(|part| faults_of(&template[*part], &format!("/{part}")))
        .collect()
}

fn faults_of(value: &Value, place: &str) -> Vec<String> {
    if *value == json!({"Ref": PARAMETER}) || text_without_address(value).is_some() {
        return vec![format!("{place}: {PARAMETER} may be empty")];
    }
    let below = |name: &str, field: &Value| faults_of(field, &format!("{place}/{name}"));
    match value {
        // Where it is not empty.
        Value::Object(fields)
            if fields
                .get("Fn::If")
                .is_some_and(|choice| choice[0] == IS_NAMED) =>
        {
            below("Fn::If/2", &fields["Fn::If"][2])
        }
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| below(name, field))
            .collect(),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| faults_of(item, place))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_member_template_of_the_release_stands_where_nobody_names_another() {
        let mut hub = json!({
            "Parameters": {"MemberTemplateUrl": {"Type": "String", "Default": ""}},
            "Rules": {"AStackSetNeedsTheTemplate": {}, "Other": {}},
            "Resources": {"Members": {"Properties": {"TemplateURL": {"Ref": "MemberTemplateUrl"}}}},
            "Outputs": {
                "Link": {"Condition": "HasMemberTemplate", "Value": {"Fn::Sub": "x?${MemberTemplateUrl}"}},
                "Other": {"Value": {"Fn::Sub": ["${Host}?${MemberTemplateUrl}", {"Host": "x"}]}},
            },
        });
        assert_eq!(
            faults(&hub),
            [
                "/Resources/Members/Properties/TemplateURL: MemberTemplateUrl may be empty",
                "/Outputs/Link/Value: MemberTemplateUrl may be empty",
                "/Outputs/Other/Value: MemberTemplateUrl may be empty",
            ]
        );
        let publisher = Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned()],
        };
        publish(&mut hub, &publisher, &Version::new(1, 2, 3));
        let address = &hub["Resources"]["Members"]["Properties"]["TemplateURL"];
        assert_eq!(address["Fn::If"][1], json!({"Ref": "MemberTemplateUrl"}));
        let released = &address["Fn::If"][2]["Fn::Sub"][0];
        assert_eq!(
            released,
            "https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/v1.2.3/member.json"
        );
        let link = json!({"Value": {"Fn::Sub": ["x?${MemberTemplateUrl}", {"MemberTemplateUrl": address}]}});
        assert_eq!(hub["Outputs"]["Link"], link);
        let names = &hub["Outputs"]["Other"]["Value"]["Fn::Sub"][1];
        assert_eq!(names, &json!({"Host": "x", "MemberTemplateUrl": address}));
        assert_eq!(faults(&hub), Vec::<String>::new());
        assert_eq!(hub["Rules"], json!({"Other": {}}));
    }
}
