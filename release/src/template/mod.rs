//! The template that is published.

mod code;
mod flat;
pub mod gates;
mod member;
mod source;

use serde_json::Value;

use crate::{Publisher, Version};

pub(crate) use code::CODE_BUCKET;
pub use flat::flatten;
pub use source::read;

/// The source as it is to be published: code from the publisher's buckets, or from a mirror of
/// them, and the version. A template without functions gets the version alone.
#[must_use]
pub fn released(mut source: Value, publisher: &Publisher, version: &Version) -> Value {
    if code::publish(&mut source, publisher, version) {
        code::offer_a_mirror(&mut source);
        code::refuse_regions_without_code(&mut source, publisher);
    }
    member::publish(&mut source, publisher, version);
    if let Some(output) = source["Outputs"].get_mut("Version") {
        output["Value"] = version.to_string().into();
    }
    source
}

/// The text of a template that is uploaded: one line, names sorted, the same bytes every time.
#[must_use]
pub fn text(template: &Value) -> String {
    template.to_string()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{collections::BTreeSet, sync::LazyLock};

    use serde_json::json;
    use support::repository;

    use super::*;

    /// The template of this repository, as somebody publishes it.
    pub(crate) fn flat() -> &'static Value {
        static FLAT: LazyLock<Value> = LazyLock::new(|| flattened("template.yaml"));
        &FLAT
    }

    /// A template of this repository, likewise.
    pub(crate) fn flattened(source: &str) -> Value {
        let publisher = Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned(), "us-east-1".to_owned()],
        };
        flattened_for(&publisher, source)
    }

    /// Likewise, with the regions of this publisher.
    pub(crate) fn flattened_for(publisher: &Publisher, source: &str) -> Value {
        let source = read(&repository::root().join(source)).unwrap();
        flatten(&released(source, publisher, &Version::new(9, 8, 7))).unwrap()
    }

    #[test]
    fn the_flat_template_is_plain_and_names_version_code_and_regions() {
        let flat = flat();
        assert_eq!(gates::faults(flat), Vec::<String>::new());
        assert_eq!(flat["Outputs"]["Version"]["Value"], "9.8.7");
        let rule = &flat["Rules"]["RegionHasCode"]["Assertions"][0]["Assert"];
        let expected =
            json!({"Fn::Contains": [["eu-west-3", "us-east-1"], {"Ref": "AWS::Region"}]});
        assert_eq!(rule, &expected);
        let groups =
            flat["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"].as_array();
        let last = &groups.unwrap().last().unwrap()["Parameters"];
        assert!(
            last.as_array().unwrap().contains(&json!("CodeBucket")),
            "{last}"
        );
    }

    #[test]
    fn the_templates_of_an_organization_are_plain_and_name_version_code_and_each_other() {
        let (hub, member) = (
            flattened("organization/hub.yaml"),
            flattened("organization/member.yaml"),
        );
        for flat in [&hub, &member] {
            assert_eq!(gates::faults(flat), Vec::<String>::new());
            assert_eq!(flat["Outputs"]["Version"]["Value"], "9.8.7");
        }
        assert!(!hub["Rules"]["RegionHasCode"].is_null());
        assert!(hub["Rules"]["AStackSetNeedsTheTemplate"].is_null());
        let address = &hub["Resources"]["MemberStacks"]["Properties"]["TemplateURL"];
        assert_eq!(address["Fn::If"][0], "HasMemberTemplate");
        assert!(member["Parameters"]["CodeBucket"].is_null());
        let link = &hub["Outputs"]["MemberLink"];
        assert!(link["Condition"].is_null());
        let substitution = &link["Value"]["Fn::Join"][1]["Fn::Split"][1]["Fn::Sub"];
        assert_eq!(&substitution[1]["MemberTemplateUrl"], address);
    }

    #[test]
    fn only_what_the_transform_makes_is_added() {
        let source = read(&repository::root().join("template.yaml")).unwrap();
        let names = |template: &Value| -> BTreeSet<String> {
            let resources = template["Resources"].as_object().unwrap();
            resources.keys().cloned().collect()
        };
        let flat = flat();
        let added: BTreeSet<String> = names(flat).difference(&names(&source)).cloned().collect();
        let made = [
            "ReconciliationFunctionSchedule",
            "ReconciliationFunctionScheduleRole",
        ];
        assert_eq!(added, made.map(str::to_owned).into());
        assert!(names(&source).is_subset(&names(flat)));
    }
}
