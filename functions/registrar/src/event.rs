//! In and out: a batch of messages, and which of them come again.

use application::organization::{Delivery, QueuedRequest};
use domain::aws::queue::Receipt;
use serde::{Deserialize, Serialize};

/// What SQS hands over, as far as it is read.
#[derive(Deserialize)]
#[expect(missing_debug_implementations, reason = "it holds presigned URLs")]
pub struct SqsEvent {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    message_id: String,
    receipt_handle: String,
    body: String,
    attributes: Attributes,
}

/// Numbers come as texts.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    message_group_id: String,
    approximate_receive_count: String,
}

/// `ReportBatchItemFailures`
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    batch_item_failures: Vec<ItemFailure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemFailure {
    item_identifier: String,
}

impl SqsEvent {
    pub(crate) fn into_deliveries(self) -> Vec<Delivery> {
        let deliveries = self.records.into_iter().map(|record| Delivery {
            request: QueuedRequest::read(&record.body),
            message_id: record.message_id,
            receipt: Receipt(record.receipt_handle),
            group: record.attributes.message_group_id,
            deliveries: record
                .attributes
                .approximate_receive_count
                .parse()
                .unwrap_or(1),
        });
        deliveries.collect()
    }
}

impl BatchResponse {
    pub(crate) fn of(undone: Vec<String>) -> Self {
        let failures = undone
            .into_iter()
            .map(|item_identifier| ItemFailure { item_identifier });
        Self {
            batch_item_failures: failures.collect(),
        }
    }
}
