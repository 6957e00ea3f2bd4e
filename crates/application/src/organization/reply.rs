//! Answers of requests that were not served.

use domain::{
    message::Message,
    organization::{ForeignNames, Hub},
    port_error::PortError,
    timestamp,
};
use time::OffsetDateTime;

use super::{asked, incoming::Incoming};
use crate::custom_resource::Outcome;

/// When to come back.
pub(super) fn next_wave(at: OffsetDateTime) -> String {
    let at = timestamp::text(at);
    format!(
        "try again at {at} or later, and connect fewer accounts at once: all accounts share Qovery's limit of requests"
    )
}

/// A request whose turn does not come in its hour.
pub(super) fn beyond_the_hour(at: OffsetDateTime) -> Message {
    Message::new("more accounts ask at once than Qovery allows requests in an hour")
        .hint(next_wave(at))
}

/// A request that came again and again: so many deliveries came to nothing. `next`: Qovery's limit
/// allows nothing before.
pub(super) fn not_finished(deliveries: u32, next: Option<OffsetDateTime>) -> Message {
    let message = Message::new(match deliveries {
        0 => "the hub has not come to this request in time".to_owned(),
        _ => format!("the hub has had this request {deliveries} times and has not come to an end"),
    });
    let message = match next {
        Some(at) => message.hint(next_wave(at)),
        None => message,
    };
    message.hint("look into the log of the hub's registrar for what stopped it, then try again")
}

/// The end of an Update that changes nothing at Qovery.
pub(super) fn unchanged(incoming: &Incoming<'_>, hub: &Hub, note: &str, why: Message) -> Outcome {
    let (member, id) = (&incoming.member, incoming.envelope.physical_id.clone());
    let raw = asked::properties(incoming.request);
    let outcome = match hub.properties(member, &raw, ForeignNames::Reported) {
        Ok(read) => Outcome::registered(id, member.account(), &read.properties, None),
        Err(_) => Outcome::unread(id, member.account(), asked::role(&raw)),
    };
    outcome.noting(Message::new(note)).although(why)
}

/// A member's account that lets the hub not in.
pub(super) fn unreachable(error: &PortError, role: &str) -> Message {
    Message::of_error("the hub cannot look into the account", error).hint(format!(
        "the role `{role}` has to be as the member template defines it, where it is `ConnectReader`"
    ))
}

/// A deletion about which nothing can be found out: nothing is touched.
pub(super) fn all_stays(cause: Message, physical_id: &str, account: &str) -> Message {
    let mut message = Message::new(format!(
        "nothing was deleted: the role, the policy and what is registered as {physical_id} stay"
    ));
    message.details.push(cause.head);
    message.details.extend(cause.details);
    message.hint(format!(
        "when no cluster uses them, delete the credentials in the Qovery console, and the role and the policy in account {account}"
    ))
}
