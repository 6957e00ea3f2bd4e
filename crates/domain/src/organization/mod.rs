//! An AWS organization whose accounts ask one hub: what of a member's request is believed, when it
//! is served, and when it is answered.
//!
//! What the request itself does is decided as for one account: see [`onboarding`](crate::onboarding).
//! All accounts at once: see [`fleet`].

mod course;
pub mod fleet;
mod hour;
mod hub;
mod member;
mod pace;

pub use course::{Course, Delivered, Failure, MOST_DELIVERIES, RequestKind};
pub use hour::{Hour, LONGEST_PUT_BACK, VISIBILITY};
pub use hub::{
    CredentialsName, CredentialsNameError, ForeignNames, Hub, MEMBER_NAMES, MemberProperties,
};
pub use member::{ForeignEvent, Member};
pub use pace::{Budget, Quota, Turn};

#[cfg(test)]
mod tests;
