//! What is decided, and nothing that acts.
//!
//! Pure by its manifest: no AWS, HTTP, async runtime, clock or environment can be reached from
//! here. Time is an argument, effects are the traits in [`ports`].
//!
//! Start with the five decisions; everything else serves one of them.
//!
//! 1. [`trust::evaluate`]: who can assume a role by its trust policy?
//! 2. [`onboarding::decide_create`], [`onboarding::decide_update`] and
//!    [`onboarding::decide_deletion`]: what does a stack's request do with the credentials at Qovery,
//!    and with what the stack has made?
//! 3. [`rotation::next`]: what is the next action towards a key's goal?
//! 4. [`leaving::held_after`] and [`leaving::held_in_use`]: may an access go now, and if not, what
//!    holds it?
//! 5. [`reconciliation::assess`] and [`reconciliation::plan`]: what is not as it should be, and what
//!    of it is repaired?
//!
//! [`organization`] says when the second of them is made for one account of many.

mod account;
pub mod aws;
pub mod finding;
pub mod findings_page;
pub mod identities;
pub mod leaving;
pub mod message;
pub mod onboarding;
pub mod organization;
pub mod permissions;
pub mod physical_id;
pub mod port_error;
pub mod ports;
pub mod properties;
pub mod qovery;
pub mod reconciliation;
pub mod registries;
pub mod rotation;
#[cfg(test)]
mod sample;
pub mod timestamp;
pub mod trust;
