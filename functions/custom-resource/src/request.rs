//! In: `CloudFormation`'s JSON.

use aws_lambda_events::cloudformation::CloudFormationCustomResourceRequest;
use domain::{
    finding::Finding,
    message::Message,
    onboarding::Request,
    physical_id::PhysicalId,
    properties::{self, DeleteProperties, Properties, Raw},
};
use secrecy::SecretString;
use serde_json::Value;

use crate::response::AnswerError;

/// Where and as what to answer: read first and leniently, so that whatever else is wrong with the
/// event can be said.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// Presigned, so a secret.
    pub(crate) response_url: SecretString,
    pub(crate) stack_id: String,
    pub(crate) request_id: String,
    pub(crate) logical_resource_id: String,
    /// The id to answer with when nothing was made: the one that came, or one that says so.
    pub(crate) physical_id: PhysicalId,
}

impl Envelope {
    pub(crate) fn read(event: &Value) -> Result<Self, AnswerError> {
        let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("ResponseURL").is_empty() {
            return Err(AnswerError::NoResponseUrl);
        }
        Ok(Self {
            response_url: text("ResponseURL").into(),
            stack_id: text("StackId").to_owned(),
            request_id: text("RequestId").to_owned(),
            logical_resource_id: text("LogicalResourceId").to_owned(),
            physical_id: physical_id(event, text("RequestId")),
        })
    }
}

fn physical_id(event: &Value, request_id: &str) -> PhysicalId {
    match event.get("PhysicalResourceId").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => read_id(id),
        _ => {
            let organization = event
                .pointer("/ResourceProperties/OrganizationId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            PhysicalId::nothing(organization, request_id)
        }
    }
}

fn read_id(text: &str) -> PhysicalId {
    let Ok(id) = text.parse();
    id
}

/// The request, and findings about what was ignored in it.
pub(crate) fn parse(mut event: Value) -> Result<(Request, Vec<Finding>), Message> {
    if event.get("RequestType").and_then(Value::as_str) == Some("Delete") {
        return Ok((deletion(&mut event), Vec::new()));
    }
    let request: CloudFormationCustomResourceRequest<Raw, Raw> = serde_json::from_value(event)
        .map_err(|error| {
            Message::of_error("the event is no request for a custom resource", &error)
                .hint("this function is invoked by CloudFormation, as `ServiceToken` of a `Custom::QoveryCredentials`")
        })?;
    match request {
        CloudFormationCustomResourceRequest::Create(create) => {
            let properties = read(
                &create.resource_properties,
                properties::unknown(&create.resource_properties),
            )?;
            Ok((Request::Create(Box::new(properties)), Vec::new()))
        }
        CloudFormationCustomResourceRequest::Update(update) => {
            let properties = read(&update.resource_properties, Vec::new())?;
            let request = Request::Update {
                physical_id: read_id(&update.physical_resource_id),
                properties: Box::new(properties),
                old: Properties::parse(&update.old_resource_properties)
                    .ok()
                    .map(Box::new),
            };
            Ok((request, properties::unknown(&update.resource_properties)))
        }
        _ => Err(Message::new(
            "the event asks for something else than Create, Update or Delete",
        )),
    }
}

/// Every fault in one answer.
fn read(raw: &Raw, mut faults: Vec<Finding>) -> Result<Properties, Message> {
    match Properties::parse(raw) {
        Ok(properties) if faults.is_empty() => Ok(properties),
        result => {
            faults.extend(result.err().into_iter().flatten());
            Err(Message::of_findings("the properties are wrong", &faults))
        }
    }
}

/// A deletion needs its id; everything else it can do without.
fn deletion(event: &mut Value) -> Request {
    let physical_id = physical_id(event, "");
    let raw = match event.get_mut("ResourceProperties").map(Value::take) {
        Some(Value::Object(raw)) => raw,
        _ => Raw::new(),
    };
    Request::Delete {
        physical_id,
        properties: Box::new(DeleteProperties::read(&raw)),
    }
}
