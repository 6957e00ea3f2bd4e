//! The roles in what people have: the output of the AWS CLI, a template, a plan.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A role with its trust policy.
pub(crate) struct Role {
    /// The name, logical id or address.
    pub(crate) name: String,
    pub(crate) arn: Option<String>,
    /// As it was written: a parser in between would drop what must be refused.
    pub(crate) document: String,
}

type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// Keys of trust policies, in the AWS CLI and CloudFormation, and in Terraform.
const POLICY_KEYS: &[&str] = &["AssumeRolePolicyDocument", "assume_role_policy"];
/// What stands between the name of a resource and its properties.
const WRAPPERS: &[&str] = &["Properties", "values"];
/// The part of a template, plan or state that describes the resources as they will be.
const RESOURCES: &[&str] = &["Resources", "planned_values", "values"];

/// Every role in a JSON document that is no policy itself.
pub(crate) fn roles(json: &str) -> Vec<Role> {
    let mut roles = Vec::new();
    if let Ok(raw) = serde_json::from_str::<&RawValue>(json) {
        let fields = fields(raw);
        let resources = RESOURCES
            .iter()
            .find_map(|key| Some(*fields.as_ref()?.get(*key)?));
        collect(resources.unwrap_or(raw), "", &mut roles);
    }
    roles
}

/// The functions of CloudFormation in a document, whose values a template does not have.
pub(crate) fn template_function(document: &str) -> Option<String> {
    let raw: &RawValue = serde_json::from_str(document).ok()?;
    if let Some(fields) = fields(raw) {
        let mut names = fields.keys();
        let function = names.find(|name| name.starts_with("Fn::") || *name == "Ref");
        let inside = || {
            fields
                .values()
                .find_map(|value| template_function(value.get()))
        };
        return function.cloned().or_else(inside);
    }
    items(raw)
        .iter()
        .find_map(|item| template_function(item.get()))
}

fn collect(raw: &RawValue, name: &str, roles: &mut Vec<Role>) {
    let Some(fields) = fields(raw) else {
        for item in items(raw) {
            collect(item, name, roles);
        }
        return;
    };
    let text = |key: &str| fields.get(key).and_then(|raw| text(raw));
    let own_name = text("RoleName").or_else(|| text("address"));
    let name = own_name.unwrap_or_else(|| name.to_owned());
    let policy = POLICY_KEYS.iter().find_map(|key| fields.get(*key));
    if let Some(policy) = policy {
        roles.push(Role {
            name,
            arn: text("Arn").or_else(|| text("arn")),
            document: self::text(policy).unwrap_or_else(|| policy.get().to_owned()),
        });
        return;
    }
    for (key, value) in &fields {
        let is_wrapper = WRAPPERS.contains(&key.as_str());
        collect(value, if is_wrapper { &name } else { key }, roles);
    }
}

fn fields(raw: &RawValue) -> Option<Fields<'_>> {
    serde_json::from_str(raw.get()).ok()
}

fn items(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}
