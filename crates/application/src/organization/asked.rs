//! What a member's request asks for, as far as a member may say.

use domain::{
    aws::{arn::PolicyArn, stack::StackStatus},
    finding::Finding,
    message::Message,
    onboarding::Request,
    organization::{ForeignNames, Member, MemberProperties, RequestKind},
    physical_id::PhysicalId,
    properties::{DeleteProperties, Raw},
};
use serde_json::Value;

use super::{HubSettings, QueuedRequest, incoming::Incoming};

/// What a request asks for.
pub(super) struct Asked {
    pub(super) request: Request,
    /// The policy of the member's stack.
    pub(super) permissions: PolicyArn,
    /// Findings about what was ignored in it.
    pub(super) ignored: Vec<Finding>,
}

/// What is asked for, or why it is refused.
pub(super) fn read(
    settings: &HubSettings,
    incoming: &Incoming<'_>,
    status: Option<StackStatus>,
) -> Result<Asked, Message> {
    let (hub, request, member) = (&settings.hub, incoming.request, &incoming.member);
    let raw = properties(request);
    let names = match incoming.delivered.kind {
        RequestKind::Create => ForeignNames::Refused,
        RequestKind::Update if status.is_some_and(StackStatus::rolls_back_update) => {
            ForeignNames::Reported
        }
        RequestKind::Update => ForeignNames::HubsRefused,
        RequestKind::Delete => {
            let read = hub.delete_properties(member, &raw);
            return Ok(deletion(request, read.ok_or_else(no_policy)?));
        }
    };
    let refused = |findings: Vec<Finding>| {
        Message::of_findings("the member's properties are wrong", &findings)
    };
    let read = hub.properties(member, &raw, names).map_err(refused)?;
    let properties = Box::new(read.properties);
    let asked = if incoming.delivered.kind == RequestKind::Create {
        Request::Create(properties)
    } else {
        let old = hub.old_properties(member, &old_properties(request), &properties);
        Request::Update {
            physical_id: physical_id(request),
            old: old.map(Box::new),
            properties,
        }
    };
    Ok(Asked {
        request: asked,
        permissions: read.permissions,
        ignored: read.ignored,
    })
}

/// The properties do not say what the stack has made.
fn no_policy() -> Message {
    Message::new("the stack's properties do not name a policy of its account")
}

fn deletion(request: &QueuedRequest, read: MemberProperties<DeleteProperties>) -> Asked {
    Asked {
        request: Request::Delete {
            physical_id: physical_id(request),
            properties: Box::new(read.properties),
        },
        permissions: read.permissions,
        ignored: read.ignored,
    }
}

/// `ResourceProperties`
pub(super) fn properties(request: &QueuedRequest) -> Raw {
    object(&request.event, "ResourceProperties")
}

/// The role that a member names, as it names it.
pub(super) fn role(raw: &Raw) -> &str {
    let role = raw.get("RoleArn").and_then(Value::as_str);
    role.unwrap_or_default()
}

/// `OldResourceProperties`
pub(super) fn old_properties(request: &QueuedRequest) -> Raw {
    object(&request.event, "OldResourceProperties")
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
