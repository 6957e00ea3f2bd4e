//! Operations that several functions share, through the domain's ports: open Qovery, simulate
//! permissions, look at identities and keys, run a key's goal, reconcile a stack, and answer a custom
//! resource's request: of one account, or of each account of an organization.
//!
//! Nothing here knows AWS's SDK or HTTP, and nothing here decides: decisions are in `domain`.

pub mod clock;
pub mod custom_resource;
pub mod environment;
pub mod error;
pub mod identities;
pub mod keys;
pub mod organization;
pub mod permissions;
pub mod qovery;
pub mod reconciliation;
pub mod registries;
pub mod reporting;

pub use clock::Clock;
pub use error::Error;
