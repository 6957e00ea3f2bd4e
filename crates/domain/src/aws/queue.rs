//! Queues of SQS.

use std::{fmt, str::FromStr};

use secrecy::SecretString;
use thiserror::Error;

/// A queue's URL, by which SQS knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueUrl(String);

/// The text is no URL.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the URL of a queue")]
pub struct QueueUrlError(String);

impl QueueUrl {
    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for QueueUrl {
    type Err = QueueUrlError;

    fn from_str(text: &str) -> Result<Self, QueueUrlError> {
        let schemes = ["https://", "http://"];
        let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
        match rest {
            Some(rest) if rest.contains('/') => Ok(Self(text.to_owned())),
            _ => Err(QueueUrlError(text.to_owned())),
        }
    }
}

impl fmt::Display for QueueUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `ReceiptHandle`: one delivery of a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt(pub String);

/// A message of a FIFO queue.
#[derive(Debug, Clone)]
pub struct FifoMessage {
    /// `MessageGroupId`: messages of one group come one after the other.
    pub group: String,
    /// `MessageDeduplicationId`
    pub deduplication_id: String,
    /// The body. It holds a presigned URL, so it is a secret.
    pub body: SecretString,
}
