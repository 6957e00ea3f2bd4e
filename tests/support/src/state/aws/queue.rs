//! A FIFO queue with a dead-letter queue behind it.
//!
//! Source: SQS developer guide, "FIFO queue and message group ID terms", "Exactly-once processing",
//! "Visibility timeout", "Dead-letter queues".

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use time::OffsetDateTime;

use super::{Code, Refusal, found};
use crate::state::State;

/// A second message of one deduplication id is not added for so long.
const DEDUPLICATION: Duration = Duration::from_mins(5);

/// A FIFO queue.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// In the order in which they were sent.
    messages: Vec<Message>,
    /// Bodies of what was received too often.
    pub dead: Vec<String>,
    sent: BTreeMap<String, OffsetDateTime>,
    count: u64,
}

#[derive(Debug, Clone)]
struct Message {
    number: u64,
    group: String,
    body: String,
    visible_at: OffsetDateTime,
    receives: u32,
}

/// A message that was received.
#[derive(Debug, Clone)]
pub struct Received {
    /// `MessageId`, and the receipt of this delivery.
    pub id: String,
    /// `MessageGroupId`
    pub group: String,
    /// The body.
    pub body: String,
    /// `ApproximateReceiveCount`
    pub receives: u32,
}

impl State {
    pub(crate) fn send_message(&mut self, group: &str, id: &str, body: &str) {
        let now = self.now;
        let queue = &mut self.queue;
        queue.sent.retain(|_, at| *at + DEDUPLICATION > now);
        if queue.sent.contains_key(id) {
            return;
        }
        queue.sent.insert(id.to_owned(), now);
        queue.count += 1;
        queue.messages.push(Message {
            number: queue.count,
            group: group.to_owned(),
            body: body.to_owned(),
            visible_at: now,
            receives: 0,
        });
    }

    /// Up to ten messages: none of a group of which one is out, and none of a group out of order.
    pub fn receive_messages(&mut self, visibility: Duration, most_receives: u32) -> Vec<Received> {
        let now = self.now;
        if self.next_message_at().is_none_or(|at| at > now) {
            return Vec::new();
        }
        let queue = &mut self.queue;
        let is_spent =
            |message: &Message| message.visible_at <= now && message.receives >= most_receives;
        let spent = queue.messages.iter().filter(|message| is_spent(message));
        queue.dead.extend(spent.map(|message| message.body.clone()));
        queue.messages.retain(|message| !is_spent(message));
        let out = queue
            .messages
            .iter()
            .filter(|message| message.visible_at > now);
        let out: BTreeSet<String> = out.map(|message| message.group.clone()).collect();
        let mut received = Vec::new();
        let free = queue.messages.iter_mut();
        for message in free
            .filter(|message| !out.contains(&message.group))
            .take(10)
        {
            message.visible_at = now + visibility;
            message.receives += 1;
            received.push(Received {
                id: message.number.to_string(),
                group: message.group.clone(),
                body: message.body.clone(),
                receives: message.receives,
            });
        }
        received
    }

    /// A message that is done.
    pub fn delete_message(&mut self, id: &str) {
        let number = id.parse().ok();
        let messages = &mut self.queue.messages;
        messages.retain(|message| Some(message.number) != number);
    }

    pub(crate) fn change_message_visibility(
        &mut self,
        id: &str,
        after: Duration,
    ) -> Result<(), Refusal> {
        // Source: SQS API reference, `ChangeMessageVisibility`.
        if after > Duration::from_hours(12) {
            return Err(Refusal::new(Code::Invalid, "beyond twelve hours"));
        }
        let now = self.now;
        let mut messages = self.queue.messages.iter_mut();
        let number = id.parse().ok();
        let message = messages.find(|message| Some(message.number) == number);
        found(message, "message", id)?.visible_at = now + after;
        Ok(())
    }

    /// When the next message can be received. `None`: the queue is empty.
    #[must_use]
    pub fn next_message_at(&self) -> Option<OffsetDateTime> {
        let messages = self.queue.messages.iter();
        messages.map(|message| message.visible_at).min()
    }
}
