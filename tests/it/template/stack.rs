//! The template with parameters put in, as `CloudFormation` does it: conditions are decided and
//! intrinsic functions applied. What would be made has a stand-in as long as AWS makes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::document::{entries, template, texts};

const ACCOUNT: &str = "123456789012";
const ID: &str = "7c5a21f0-0000-4000-8000-000000000001";
/// The longest partition and region that the functions meet.
const PARTITION: &str = "aws-us-gov";
const REGION: &str = "us-gov-west-1";

/// A stack of `template.yaml` before anything is made.
pub(crate) struct Stack {
    template: &'static Value,
    values: BTreeMap<String, String>,
}

impl Stack {
    /// With these parameters and pseudo parameters; other parameters have their defaults.
    pub(crate) fn with(given: &[(&str, &str)]) -> Self {
        let template = template();
        let stack = "s".repeat(128);
        let id = format!("stack/{stack}/{ID}");
        let pseudo = [
            ("AWS::AccountId", ACCOUNT.to_owned()),
            ("AWS::Partition", PARTITION.to_owned()),
            ("AWS::Region", REGION.to_owned()),
            ("AWS::StackId", arn("cloudformation", &id)),
            ("AWS::StackName", stack),
            ("AWS::URLSuffix", "amazonaws.com".to_owned()),
        ];
        let defaults = entries(&template["Parameters"]).map(|(name, parameter)| {
            let default = &parameter["Default"];
            let text = default.as_str().map(str::to_owned);
            (name.clone(), text.unwrap_or_else(|| default.to_string()))
        });
        let given = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let values = pseudo
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .chain(defaults)
            .chain(given)
            .collect();
        Self { template, values }
    }

    /// The resources that would be made, with their properties resolved.
    pub(crate) fn resources(&self) -> BTreeMap<String, Value> {
        let is_made = |resource: &Value| {
            let condition = resource["Condition"].as_str();
            condition.is_none_or(|name| self.is_met(name))
        };
        entries(&self.template["Resources"])
            .filter(|(_, resource)| is_made(resource))
            .map(|(name, resource)| (name.clone(), self.resolved(resource).unwrap_or_default()))
            .collect()
    }

    /// Whether the condition of that name is met.
    pub(crate) fn is_met(&self, name: &str) -> bool {
        self.holds(&self.template["Conditions"][name])
    }

    /// Whether an expression of `Conditions` or `Rules` holds.
    pub(crate) fn holds(&self, expression: &Value) -> bool {
        let (function, argument) = entries(expression).next().expect("an expression");
        let parts = || argument.as_array().expect("a list").iter();
        match function.as_str() {
            "!Equals" => self.resolved(&argument[0]) == self.resolved(&argument[1]),
            "!Not" => !self.holds(&argument[0]),
            "!And" => parts().all(|part| self.holds(part)),
            "!Or" => parts().any(|part| self.holds(part)),
            "!Condition" => self.is_met(argument.as_str().expect("a name")),
            other => panic!("no function of conditions: {other}"),
        }
    }

    /// The value with its functions applied. `None` means `AWS::NoValue`.
    pub(crate) fn resolved(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Array(items) => Some(
                items
                    .iter()
                    .filter_map(|item| self.resolved(item))
                    .collect(),
            ),
            Value::Object(object) => match object.iter().next() {
                Some((function, argument)) if function.starts_with('!') => {
                    self.applied(function, argument)
                }
                _ => Some(Value::Object(self.resolved_fields(object))),
            },
            scalar => Some(scalar.clone()),
        }
    }

    fn resolved_fields(&self, object: &Map<String, Value>) -> Map<String, Value> {
        let resolved = object
            .iter()
            .filter_map(|(name, field)| Some((name.clone(), self.resolved(field)?)));
        resolved.collect()
    }

    fn applied(&self, function: &str, argument: &Value) -> Option<Value> {
        if argument == "AWS::NoValue" {
            return None;
        }
        Some(match function {
            "!Ref" | "!GetAtt" => self.named(argument.as_str().expect("a name")).into(),
            "!If" => {
                let is_met = self.is_met(argument[0].as_str().expect("a condition"));
                return self.resolved(&argument[if is_met { 1 } else { 2 }]);
            }
            "!Sub" => self.substituted(argument).into(),
            "!Split" => {
                let text = self.text(&argument[1]);
                let separator = argument[0].as_str().expect("a separator");
                text.split(separator).collect()
            }
            "!Join" => {
                let parts = self.resolved(&argument[1]).expect("parts");
                let parts: Vec<_> = texts(&parts);
                parts
                    .join(argument[0].as_str().expect("a separator"))
                    .into()
            }
            "!Select" => {
                let index = argument[0].as_u64().expect("an index");
                let parts = self.resolved(&argument[1]).expect("parts");
                let part = usize::try_from(index)
                    .ok()
                    .and_then(|index| parts.get(index));
                part.expect("a part with that index").clone()
            }
            other => panic!("no intrinsic function: {other}"),
        })
    }

    fn text(&self, value: &Value) -> String {
        let resolved = self.resolved(value).expect("a value");
        resolved.as_str().expect("a text").to_owned()
    }

    fn substituted(&self, argument: &Value) -> String {
        let text = argument.as_str().or_else(|| argument[0].as_str());
        let mut parts = text.expect("a text").split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').expect("the end of a name");
            let own = argument.get(1).and_then(|own| own.get(name));
            whole += &own.map_or_else(|| self.named(name), |own| self.text(own));
            whole += rest;
        }
        whole
    }

    /// A parameter's value, or what stands in for a resource or its attribute.
    fn named(&self, name: &str) -> String {
        if let Some(value) = self.values.get(name) {
            return value.clone();
        }
        let (resource, attribute) = name.split_once('.').unwrap_or((name, ""));
        let kind = &self.template["Resources"][resource]["Type"];
        match (kind.as_str().expect("a resource"), attribute) {
            ("AWS::IAM::Role", "RoleId") => format!("AROA{}", "X".repeat(17)),
            ("AWS::IAM::Role", "Arn") => iam(&format!("role/{}", made(resource, 64))),
            ("AWS::IAM::User", "Arn") => iam(&format!("user/{}", made(resource, 64))),
            ("AWS::IAM::ManagedPolicy", "") => iam(&format!("policy/{}", made(resource, 128))),
            ("AWS::SecretsManager::Secret", "") => {
                arn("secretsmanager", &format!("secret:{}", made(resource, 40)))
            }
            ("Custom::QoveryCredentials", _) => ID.to_owned(),
            (_, "") => made(resource, 64),
            (_, _) => arn("lambda", &made(resource, 64)),
        }
    }
}

/// The name that `CloudFormation` makes for a resource, as long as it may be.
pub(crate) fn made(resource: &str, length: usize) -> String {
    format!("{resource:x<length$}")
}

fn iam(resource: &str) -> String {
    format!("arn:{PARTITION}:iam::{ACCOUNT}:{resource}")
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:{PARTITION}:{service}:{REGION}:{ACCOUNT}:{resource}")
}
