//! A member's request on its way through the queue.

use domain::{
    aws::queue::{FifoMessage, Receipt},
    organization::{ForeignEvent, Hour, Member},
};
use serde_json::{Value, json};
use thiserror::Error;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// SQS takes no longer `MessageDeduplicationId`.
const LONGEST_ID: usize = 128;

/// A request of `CloudFormation`'s, and when it was sent.
#[derive(Clone)]
pub struct QueuedRequest {
    /// When `CloudFormation` sent it: its hour begins.
    pub sent_at: OffsetDateTime,
    /// The request, as it came. It holds a presigned URL.
    pub event: Value,
}

/// Why a message is no request. Its own words are not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnreadableRequest {
    /// Not JSON of the form that is expected.
    #[error("the message is not a request of CloudFormation's")]
    Form,
    /// It has no time at which it was sent.
    #[error("the message does not say when it was sent")]
    Time,
    /// `RequestId` cannot tell it from others.
    #[error("its `RequestId` is not an id")]
    RequestId,
    /// It is of no member.
    #[error(transparent)]
    Foreign(#[from] ForeignEvent),
}

/// One delivery of a message.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// By which the message is reported as not done.
    pub message_id: String,
    /// By which it is put back.
    pub receipt: Receipt,
    /// Messages of one group are served one after the other.
    pub group: String,
    /// How often it was delivered, this time included.
    pub deliveries: u32,
    /// What was queued.
    pub request: Result<QueuedRequest, UnreadableRequest>,
}

impl QueuedRequest {
    /// Reads what `CloudFormation` published, and when: RFC 3339.
    pub fn published(message: &str, at: &str) -> Result<Self, UnreadableRequest> {
        let event = serde_json::from_str(message).map_err(|_| UnreadableRequest::Form)?;
        let sent_at = OffsetDateTime::parse(at, &Rfc3339).map_err(|_| UnreadableRequest::Time)?;
        Ok(Self { sent_at, event })
    }

    /// The message of the queue: in the group of its account, once for each request.
    pub fn to_message(
        &self,
        region: &str,
        partition: &str,
    ) -> Result<FifoMessage, UnreadableRequest> {
        let text = |name: &str| {
            self.event
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let member = Member::of(text("StackId"), region, partition)?;
        let id = text("RequestId");
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(UnreadableRequest::RequestId);
        }
        let sent_at = self.sent_at.format(&Rfc3339);
        let sent_at = sent_at.map_err(|_| UnreadableRequest::Time)?;
        Ok(FifoMessage {
            group: member.account().to_string(),
            deduplication_id: id.to_owned(),
            body: json!({ "SentAt": sent_at, "Request": self.event })
                .to_string()
                .into(),
        })
    }

    /// Reads such a message's body.
    pub fn read(body: &str) -> Result<Self, UnreadableRequest> {
        let mut body: Value = serde_json::from_str(body).map_err(|_| UnreadableRequest::Form)?;
        let sent_at = body.get("SentAt").and_then(Value::as_str);
        let sent_at = sent_at.ok_or(UnreadableRequest::Time)?;
        let sent_at =
            OffsetDateTime::parse(sent_at, &Rfc3339).map_err(|_| UnreadableRequest::Time)?;
        let event = body.get_mut("Request").map(Value::take);
        let event = event.ok_or(UnreadableRequest::Form)?;
        Ok(Self { sent_at, event })
    }

    /// The hour that `CloudFormation` gives it.
    #[must_use]
    pub fn hour(&self) -> Hour {
        Hour::since(self.sent_at)
    }

    /// `RequestType`
    pub(super) fn kind(&self) -> &str {
        let kind = self.event.get("RequestType").and_then(Value::as_str);
        kind.unwrap_or_default()
    }
}

impl std::fmt::Debug for QueuedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueuedRequest")
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}
