//! One line of a stack's history.

use std::fmt;

use roxmltree::Node;
use serde_json::Value;

use super::reader::string;
use crate::query_api::{elements, text};

/// What CloudFormation did, or could not do, to one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackEvent {
    /// AWS's timestamp, RFC 3339.
    pub time: String,
    /// The resource's name in the template; the stack's own name for the stack.
    pub logical_id: String,
    /// The resource's name in AWS; empty until there is one.
    pub physical_id: String,
    /// `AWS::IAM::Role` for one.
    pub resource_type: String,
    /// `CREATE_IN_PROGRESS` for one.
    pub status: String,
    /// Why; mostly empty.
    pub reason: String,
    /// The operation that it belongs to.
    pub(super) token: String,
    pub(super) id: String,
}

impl StackEvent {
    /// The events in a `DescribeStackEvents` answer, newest first.
    pub(super) fn read(xml: Node<'_, '_>) -> Vec<Self> {
        elements(xml, "member").map(Self::read_one).collect()
    }

    fn read_one(xml: Node<'_, '_>) -> Self {
        Self {
            time: text(xml, "Timestamp"),
            logical_id: text(xml, "LogicalResourceId"),
            physical_id: text(xml, "PhysicalResourceId"),
            resource_type: text(xml, "ResourceType"),
            status: text(xml, "ResourceStatus"),
            reason: text(xml, "ResourceStatusReason"),
            token: text(xml, "ClientRequestToken"),
            id: text(xml, "EventId"),
        }
    }
}

impl StackEvent {
    /// An event as the CLI shows it.
    pub(super) fn from_json(event: &Value) -> Self {
        let text = |name: &str| string(&event[name]);
        Self {
            time: text("Timestamp"),
            logical_id: text("LogicalResourceId"),
            physical_id: text("PhysicalResourceId"),
            resource_type: text("ResourceType"),
            status: text("ResourceStatus"),
            reason: text("ResourceStatusReason"),
            token: text("ClientRequestToken"),
            id: text("EventId"),
        }
    }
}

impl fmt::Display for StackEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time.get(11..23).unwrap_or(&self.time);
        write!(
            formatter,
            "{time}  {:<20}  {:<28}",
            self.status, self.logical_id
        )?;
        write!(formatter, "  {}", self.resource_type)?;
        if self.reason.is_empty() {
            Ok(())
        } else {
            write!(formatter, "\n    {}", self.reason)
        }
    }
}
