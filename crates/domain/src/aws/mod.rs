//! AWS's words: ARNs, access keys, users and roles, secrets and their versions. Values only, no
//! decision.

pub mod access_key;
pub mod arn;
pub mod iam;
pub mod organization;
pub mod queue;
pub mod secret;
pub mod stack;
