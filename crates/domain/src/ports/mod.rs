//! The outside world: one file per system, one trait for what is granted together.
//!
//! Methods carry the API operation's own name, so that one word is found in code, IAM policy,
//! `CloudTrail` and logs. `OPERATIONS` lists them as an IAM policy writes them: a test compares the
//! template's policies with them.

mod cloudformation;
mod cloudwatch;
mod iam;
mod organizations;
mod qovery;
mod secrets_manager;
mod sns;
mod sqs;
mod sts;

use std::future::Future;

use crate::port_error::PortError;

pub use cloudformation::{Answers, StackInstances, Stacks};
pub use cloudwatch::Metrics;
pub use iam::{AccessKeys, Identities, IdentityTags, RoleTags, Roles};
pub use organizations::OrganizationAccounts;
pub use qovery::{CredentialRegistry, RequestQuota};
pub use secrets_manager::{SecretDeletion, SecretVersions, Secrets};
pub use sns::Notifications;
pub use sqs::{RequestQueue, RequestVisibility};
pub use sts::{CallerIdentity, KeyAccounts, KeyIdentity, MemberAccounts};

/// A call under way.
pub trait Call<T>: Future<Output = Result<T, PortError>> + Send {}

impl<T, F: Future<Output = Result<T, PortError>> + Send> Call<T> for F {}
