//! What a member's request asks for, as far as a member may say.

use domain::{
    aws::arn::PolicyArn,
    finding::Finding,
    message::Message,
    onboarding::Request,
    organization::{Hub, Member},
    physical_id::PhysicalId,
    properties::Raw,
};
use serde_json::Value;

use super::{HubSettings, QueuedRequest, reply};
use crate::Error;

/// What is asked for, and the policy of the member's stack. Else why it is refused.
pub(super) fn read(
    hub: &Hub,
    request: &QueuedRequest,
    member: &Member,
) -> Result<(Request, PolicyArn), Message> {
    let raw = object(&request.event, "ResourceProperties");
    if request.kind() == "Delete" {
        let read = hub.delete_properties(member, &raw);
        let read = read.ok_or_else(reply::no_policy)?;
        let asked = Request::Delete {
            physical_id: physical_id(request),
            properties: Box::new(read.properties),
        };
        return Ok((asked, read.permissions));
    }
    let refused = |findings: Vec<Finding>| {
        Message::of_findings("the member's properties are wrong", &findings)
    };
    let read = hub.properties(member, &raw).map_err(refused)?;
    let properties = Box::new(read.properties);
    let asked = match request.kind() {
        "Create" => Request::Create(properties),
        "Update" => {
            let old = object(&request.event, "OldResourceProperties");
            let old = hub.old_properties(member, &old, &properties);
            Request::Update {
                physical_id: physical_id(request),
                old: old.map(Box::new),
                properties,
            }
        }
        _ => return Err(Error::NotARequest.message()),
    };
    Ok((asked, read.permissions))
}

/// Without an id nothing says that nothing was registered.
fn physical_id(request: &QueuedRequest) -> PhysicalId {
    let id = request.event.get("PhysicalResourceId");
    let id = id.and_then(Value::as_str).filter(|id| !id.is_empty());
    PhysicalId::read(id.unwrap_or("unknown"))
}

/// An object of the event's, or an empty one.
fn object(event: &Value, name: &str) -> Raw {
    let object = event.get(name).and_then(Value::as_object);
    object.cloned().unwrap_or_default()
}

/// The member that a request is of.
pub(super) fn member(request: &QueuedRequest, settings: &HubSettings) -> Option<Member> {
    let stack = request.event.get("StackId").and_then(Value::as_str)?;
    Member::of(stack, &settings.region, &settings.partition).ok()
}
