//! The only effects: one file per outside system.
//!
//! Every call goes through one connector ([`http`]): one connection pool, one TLS stack, one set
//! of time limits.

pub mod aws;
pub mod cfn_response;
pub mod clock;
pub mod http;
pub mod iam;
pub mod qovery;
mod retry;
mod sdk_error;
pub mod secrets_manager;
pub mod sts;
pub mod telemetry;
