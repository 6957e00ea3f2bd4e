//! IAM: one file for each port.

mod access_keys;
mod attachments;
mod identities;
mod role_tags;
mod roles;

use std::{collections::BTreeMap, future::Future};

use aws_sdk_iam::types::Tag;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use domain::port_error::{PortError, PortErrorKind};

use crate::{
    aws::{ServiceError, port_error},
    retry::{after_another_change, retry},
};

pub(crate) use access_keys::credentials;

/// The items of all pages. IAM may cut a page short, however few there are.
async fn all<T, E: ServiceError>(
    operation: &'static str,
    resource: &str,
    items: PaginationStream<Result<T, SdkError<E, HttpResponse>>>,
) -> Result<Vec<T>, PortError> {
    items
        .collect::<Result<_, _>>()
        .await
        .map_err(|error| port_error(operation, resource, error))
}

/// A write that may be repeated. IAM refuses one of two that meet on the same role, user or policy.
async fn write<T, E, F>(
    operation: &'static str,
    resource: &str,
    mut call: impl FnMut() -> F + Send,
) -> Result<(), PortError>
where
    E: ServiceError,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
{
    retry(after_another_change, || {
        let answer = call();
        async move {
            let answer = answer.await.map(drop);
            answer.map_err(|error| port_error(operation, resource, error))
        }
    })
    .await
}

/// Tags as the SDK sends them.
fn sdk_tags(
    operation: &'static str,
    resource: &str,
    tags: &BTreeMap<String, String>,
) -> Result<Vec<Tag>, PortError> {
    tags.iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect::<Result<_, _>>()
        .map_err(|error| PortError {
            operation,
            resource: resource.to_owned(),
            kind: PortErrorKind::Invalid,
            hint: None,
            source: Some(error.into()),
        })
}

/// Tags as IAM shows them.
fn tag_map(tags: impl IntoIterator<Item = Tag>) -> BTreeMap<String, String> {
    tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
}
