//! In: `CloudFormation`'s JSON.

use application::{Error, custom_resource::Read};
use aws_lambda_events::cloudformation::CloudFormationCustomResourceRequest;
use domain::{
    finding::Finding,
    onboarding::Request,
    physical_id::PhysicalId,
    properties::{self, DeleteProperties, Properties, Raw},
};
use serde_json::Value;

/// The request, and findings about what was ignored in it.
pub(crate) fn parse(mut event: Value) -> Read {
    if event.get("RequestType").and_then(Value::as_str) == Some("Delete") {
        return Ok((deletion(&mut event), Vec::new()));
    }
    let request: CloudFormationCustomResourceRequest<Raw, Raw> =
        serde_json::from_value(event).map_err(|_| Error::NotARequest)?;
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
                physical_id: PhysicalId::read(&update.physical_resource_id),
                properties: Box::new(properties),
                old: Properties::parse(&update.old_resource_properties)
                    .ok()
                    .map(Box::new),
            };
            Ok((request, properties::unknown(&update.resource_properties)))
        }
        _ => Err(Error::NotARequest),
    }
}

/// Every fault in one answer.
fn read(raw: &Raw, mut faults: Vec<Finding>) -> Result<Properties, Error> {
    match Properties::parse(raw) {
        Ok(properties) if faults.is_empty() => Ok(properties),
        result => {
            faults.extend(result.err().into_iter().flatten());
            Err(Error::Refused("the properties are wrong", faults))
        }
    }
}

/// A deletion needs its id; everything else it can do without.
fn deletion(event: &mut Value) -> Request {
    let id = event.get("PhysicalResourceId").and_then(Value::as_str);
    // Without an id nothing says that nothing was registered.
    let id = id.filter(|id| !id.is_empty()).unwrap_or("unknown");
    let physical_id = PhysicalId::read(id);
    let raw = match event.get_mut("ResourceProperties").map(Value::take) {
        Some(Value::Object(raw)) => raw,
        _ => Raw::new(),
    };
    Request::Delete {
        physical_id,
        properties: Box::new(DeleteProperties::read(&raw)),
    }
}
