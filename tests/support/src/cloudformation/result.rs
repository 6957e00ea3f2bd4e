//! How an operation on a stack ended.

use std::collections::BTreeMap;

use roxmltree::Node;
use serde_json::Value;

use super::reader::string;
use crate::{
    cloudformation::StackEvent,
    query_api::{elements, text},
};

/// How an operation ended.
#[derive(Debug, Clone)]
pub struct StackResult {
    /// The stack's ARN.
    pub id: String,
    /// `CREATE_COMPLETE` for one.
    pub status: String,
    /// CloudFormation's reason for the status; mostly empty.
    pub reason: String,
    /// The outputs, those whose condition holds.
    pub outputs: BTreeMap<String, String>,
    /// What this operation did, oldest first.
    pub events: Vec<StackEvent>,
}

impl StackResult {
    /// From a `DescribeStacks` answer, which has no events.
    pub(super) fn read(described: Node<'_, '_>) -> Self {
        let outputs = elements(described, "Outputs").flat_map(|outputs| outputs.children());
        let pairs = outputs.map(|output| (text(output, "OutputKey"), text(output, "OutputValue")));
        Self {
            id: text(described, "StackId"),
            status: text(described, "StackStatus"),
            reason: text(described, "StackStatusReason"),
            outputs: pairs.filter(|(name, _)| !name.is_empty()).collect(),
            events: Vec::new(),
        }
    }

    /// From what the CLI shows of a stack, without events.
    pub(super) fn from_json(stack: &Value) -> Self {
        let outputs = stack["Outputs"].as_array().into_iter().flatten();
        let pairs = outputs.map(|one| (string(&one["OutputKey"]), string(&one["OutputValue"])));
        Self {
            id: string(&stack["StackId"]),
            status: string(&stack["StackStatus"]),
            reason: string(&stack["StackStatusReason"]),
            outputs: pairs.collect(),
            events: Vec::new(),
        }
    }

    /// The reason of the first resource that failed: what an operator looks for. Empty when
    /// none did.
    #[must_use]
    pub fn failure(&self) -> &str {
        let failed = self
            .events
            .iter()
            .find(|event| event.status.ends_with("_FAILED"));
        failed.map_or("", |event| &event.reason)
    }

    /// The last physical id of a resource; empty when it never had one.
    #[must_use]
    pub fn physical_id(&self, logical_id: &str) -> &str {
        let of = self
            .events
            .iter()
            .filter(|event| event.logical_id == logical_id);
        of.map(|event| event.physical_id.as_str())
            .rfind(|id| !id.is_empty())
            .unwrap_or("")
    }
}
