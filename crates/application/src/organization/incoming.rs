//! A request as it came in, and what its event says of it.

use domain::organization::{Delivered, Member};

use super::QueuedRequest;
use crate::custom_resource::Envelope;

/// A request, and what its event says of it.
pub(super) struct Incoming<'a> {
    pub(super) request: &'a QueuedRequest,
    pub(super) envelope: Envelope,
    pub(super) member: Member,
    pub(super) delivered: Delivered,
}
