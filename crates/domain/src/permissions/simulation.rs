//! The questions to IAM's policy simulator.

use super::{NEEDED, On};
use crate::aws::arn::StackArn;

/// One question to `iam:SimulatePrincipalPolicy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// The role or user asked about.
    pub principal_arn: String,
    /// The actions, all on the same resource.
    pub actions: Vec<&'static str>,
    /// `None` means `*`.
    pub resource_arn: Option<String>,
    /// What is known of the requests. The simulator judges conditions by this alone.
    pub context: Vec<ContextEntry>,
}

/// A context key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEntry {
    /// `aws:RequestedRegion` for one.
    pub key: &'static str,
    /// Its value.
    pub value: ContextValue,
}

/// A value by its type in IAM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// `string`
    Text(String),
    /// `boolean`
    Flag(bool),
}

/// The questions that cover [`NEEDED`]: one for each kind of resource.
#[must_use]
pub fn simulations(principal_arn: &str, stack: &StackArn) -> Vec<Simulation> {
    let (partition, region, account) = (stack.partition(), stack.region(), stack.account());
    let bucket = format!("arn:{partition}:s3:::qovery-permission-check");
    let queue = format!("arn:{partition}:sqs:{region}:{account}:qovery-permission-check");
    let all = [
        (On::Everything, None),
        (On::Buckets, Some(bucket)),
        (On::Queues, Some(queue)),
    ];
    let context = context(principal_arn, stack);
    all.into_iter()
        .map(|(on, resource_arn)| Simulation {
            principal_arn: principal_arn.to_owned(),
            actions: NEEDED
                .iter()
                .filter(|need| need.on == on)
                .map(|need| need.action)
                .collect(),
            resource_arn,
            context: context.clone(),
        })
        .collect()
}

/// What every request of Qovery has, as far as it is known here. Guardrails of organizations and
/// boundaries depend on most of it: a region lock denies whatever has no region.
///
/// Source: IAM User Guide, AWS global condition context keys.
fn context(principal_arn: &str, stack: &StackArn) -> Vec<ContextEntry> {
    let text = |key, value: &str| ContextEntry {
        key,
        value: ContextValue::Text(value.to_owned()),
    };
    let flag = |key, value| ContextEntry {
        key,
        value: ContextValue::Flag(value),
    };
    let user = principal_arn.split_once(":user/").map(|(_, name)| name);
    let kind = if user.is_some() {
        "User"
    } else {
        "AssumedRole"
    };
    let mut context = vec![
        text("aws:PrincipalAccount", stack.account().as_str()),
        text("aws:PrincipalArn", principal_arn),
        text("aws:PrincipalType", kind),
        text("aws:RequestedRegion", stack.region()),
        flag("aws:PrincipalIsAWSService", false),
        flag("aws:SecureTransport", true),
        flag("aws:ViaAWSService", false),
    ];
    context.extend(user.map(|name| text("aws:username", name)));
    context
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> StackArn {
        "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/qovery/1"
            .parse()
            .unwrap()
    }

    #[test]
    fn every_need_is_asked_about_once_in_the_stacks_own_region() {
        let simulations = simulations("arn", &stack());
        let asked: usize = simulations.iter().map(|s| s.actions.len()).sum();
        assert_eq!(asked, NEEDED.len());
        let resources: Vec<_> = simulations.into_iter().map(|s| s.resource_arn).collect();
        let bucket = "arn:aws-cn:s3:::qovery-permission-check".to_owned();
        let queue = "arn:aws-cn:sqs:cn-north-1:123456789012:qovery-permission-check".to_owned();
        assert_eq!(resources, [None, Some(bucket), Some(queue)]);
    }

    #[test]
    fn a_question_says_who_asks_from_where_and_of_which_region() {
        for (kind, name) in [("AssumedRole", None), ("User", Some("qovery"))] {
            let is = if name.is_some() { "user" } else { "role" };
            let arn = format!("arn:aws-cn:iam::123456789012:{is}/qovery");
            let context = &simulations(&arn, &stack())[2].context;
            let value = |key| {
                context
                    .iter()
                    .find(|entry| entry.key == key)
                    .map(|e| &e.value)
            };
            let text = |value: &str| ContextValue::Text(value.to_owned());
            assert_eq!(value("aws:RequestedRegion"), Some(&text("cn-north-1")));
            assert_eq!(value("aws:PrincipalArn"), Some(&text(&arn)));
            assert_eq!(value("aws:PrincipalAccount"), Some(&text("123456789012")));
            assert_eq!(value("aws:PrincipalType"), Some(&text(kind)));
            assert_eq!(
                value("aws:SecureTransport"),
                Some(&ContextValue::Flag(true))
            );
            assert_eq!(value("aws:username"), name.map(text).as_ref());
        }
    }
}
