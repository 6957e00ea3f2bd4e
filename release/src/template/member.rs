//! Where a hub reads the member template: of the same release, unless somebody names another.

use serde_json::{Value, json};

use super::code;
use crate::{Publisher, Version, set};

/// The parameter that names another one.
const PARAMETER: &str = "MemberTemplateUrl";
const IS_NAMED: &str = "HasMemberTemplate";
/// Without a release, somebody has to name one.
const RULE: &str = "AStackSetNeedsTheTemplate";

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
    for part in ["Resources", "Outputs"] {
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
    let text = value["Fn::Sub"].as_str();
    if let Some(text) = text.filter(|text| text.contains(&format!("${{{PARAMETER}}}"))) {
        *value = json!({"Fn::Sub": [text, {PARAMETER: address}]});
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
            "Outputs": {"Link": {"Condition": "HasMemberTemplate", "Value": {"Fn::Sub": "x?${MemberTemplateUrl}"}}},
        });
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
        assert_eq!(hub["Rules"], json!({"Other": {}}));
    }
}
