//! The fields of an event that its answer needs. Read first and leniently, so that every other
//! fault of the event can be answered.

use domain::physical_id::PhysicalId;
use secrecy::SecretString;
use serde_json::Value;

use super::AnswerError;

/// The fields of an event that its answer needs.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Presigned, so a secret.
    pub response_url: SecretString,
    /// `StackId`
    pub stack_id: String,
    /// `RequestId`
    pub request_id: String,
    /// `LogicalResourceId`
    pub logical_resource_id: String,
    /// The id to answer with when nothing was created: the event's, or one that says so.
    pub physical_id: PhysicalId,
}

impl Envelope {
    /// Reads it. Fails if there is no address to answer to.
    pub fn read(event: &Value) -> Result<Self, AnswerError> {
        let organization = event.pointer("/ResourceProperties/OrganizationId");
        let organization = organization.and_then(Value::as_str);
        Self::read_of(event, organization.unwrap_or_default())
    }

    /// The same about that organization, whatever the event says of it.
    pub(crate) fn read_of(event: &Value, organization: &str) -> Result<Self, AnswerError> {
        let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("ResponseURL").is_empty() {
            return Err(AnswerError::NoResponseUrl);
        }
        Ok(Self {
            response_url: text("ResponseURL").into(),
            stack_id: text("StackId").to_owned(),
            request_id: text("RequestId").to_owned(),
            logical_resource_id: text("LogicalResourceId").to_owned(),
            physical_id: physical_id(event, organization, text("RequestId")),
        })
    }
}

/// The event's physical id, or the one of a create that failed.
fn physical_id(event: &Value, organization: &str, request_id: &str) -> PhysicalId {
    match event.get("PhysicalResourceId").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => PhysicalId::read(id),
        _ => PhysicalId::nothing(organization, request_id),
    }
}
