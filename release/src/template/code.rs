//! Where the functions' code is: a bucket in each region, under a name that the region completes.

use serde_json::{Value, json};

use crate::{Publisher, Version, set};

/// The parameter that names a mirror.
pub(crate) const CODE_BUCKET: &str = "CodeBucket";
const HAS_CODE_BUCKET: &str = "HasCodeBucket";

/// Puts the bucket and the key in place of every folder of sources. Whether there is a function.
pub(super) fn publish(template: &mut Value, publisher: &Publisher, version: &Version) -> bool {
    let mut has_functions = false;
    let bucket = bucket(publisher);
    for (_, resource) in template["Resources"].as_object_mut().into_iter().flatten() {
        let folder = resource
            .pointer("/Properties/CodeUri")
            .and_then(Value::as_str);
        let Some(function) = folder.and_then(|folder| folder.strip_prefix("functions/")) else {
            continue;
        };
        let key = set::key(version, &set::zip_name(function, "${Architecture}"));
        resource["Properties"]["CodeUri"] = json!({
            "Bucket": bucket,
            "Key": {"Fn::Sub": key},
        });
        // How to build it says nothing where it is built.
        if let Some(fields) = resource.as_object_mut() {
            fields.remove("Metadata");
        }
        has_functions = true;
    }
    has_functions
}

/// The bucket of the stack's region: a mirror, or the publisher's.
pub(super) fn bucket(publisher: &Publisher) -> Value {
    let name = publisher.bucket("${AWS::Region}");
    json!({"Fn::If": [HAS_CODE_BUCKET, {"Ref": CODE_BUCKET}, {"Fn::Sub": name}]})
}

/// Adds the parameter for a bucket of the operator's own: another region, or a copy that is kept.
pub(super) fn offer_a_mirror(template: &mut Value) {
    template["Parameters"][CODE_BUCKET] = json!({
        "Type": "String",
        "Default": "",
        "Description": "Bucket with a copy of this release, in the stack's region. Empty: the publisher's.",
        "AllowedPattern": "^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        "ConstraintDescription": "the name of an S3 bucket",
    });
    template["Conditions"][HAS_CODE_BUCKET] =
        json!({"Fn::Not": [{"Fn::Equals": [{"Ref": CODE_BUCKET}, ""]}]});
    let interface = &mut template["Metadata"]["AWS::CloudFormation::Interface"];
    interface["ParameterLabels"][CODE_BUCKET] =
        json!({"default": "Bucket with the functions' code"});
    let groups = interface["ParameterGroups"].as_array_mut();
    let last = groups.and_then(|groups| groups.last_mut());
    if let Some(Value::Array(parameters)) = last.map(|group| &mut group["Parameters"]) {
        parameters.push(CODE_BUCKET.into());
    }
}

/// Adds a rule that fails before anything is made, where the region has no code.
pub(super) fn refuse_regions_without_code(template: &mut Value, publisher: &Publisher) {
    let regions = publisher.regions.join(", ");
    template["Rules"]["RegionHasCode"] = json!({
        "RuleCondition": {"Fn::Equals": [{"Ref": CODE_BUCKET}, ""]},
        "Assertions": [{
            "Assert": {"Fn::Contains": [publisher.regions, {"Ref": "AWS::Region"}]},
            "AssertDescription": format!(
                "This region has no code of this release. These have: {regions}. Elsewhere, copy the \
                 release to a bucket of your own in the region and name it as {CODE_BUCKET}."
            ),
        }],
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publisher() -> Publisher {
        Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned(), "us-east-1".to_owned()],
        }
    }

    #[test]
    fn code_is_named_by_region_version_function_and_processor() {
        let mut template = json!({"Resources": {"F": {
            "Type": "AWS::Serverless::Function",
            "Metadata": {"BuildMethod": "rust-cargolambda"},
            "Properties": {"CodeUri": "functions/rotation"},
        }, "Queue": {"Type": "AWS::SQS::Queue"}}});
        assert!(publish(&mut template, &publisher(), &Version::new(1, 2, 3)));
        let expected = json!({"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": {
            "Bucket": {"Fn::If": ["HasCodeBucket", {"Ref": "CodeBucket"},
                {"Fn::Sub": "qovery-aws-connect-123456789012-${AWS::Region}-an"}]},
            "Key": {"Fn::Sub": "v1.2.3/rotation-${Architecture}.zip"},
        }}});
        assert_eq!(template["Resources"]["F"], expected);
    }

    #[test]
    fn a_template_without_functions_has_no_code() {
        let mut template = json!({"Resources": {"Role": {"Type": "AWS::IAM::Role"}}});
        let before = template.clone();
        assert!(!publish(
            &mut template,
            &publisher(),
            &Version::new(1, 2, 3)
        ));
        assert_eq!(template, before);
    }
}
