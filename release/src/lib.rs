//! A release: a flat template and the functions' code in one bucket per region, written once.
//!
//! [`template::released`] decides what the published template says, [`template::flatten`] expands
//! it as CloudFormation's own transform does, and [`template::gates`] refuses what must not be
//! published.

pub mod build;
pub mod interface;
pub mod launch;
pub mod page;
pub mod parameters_page;
mod partition;
pub mod publish;
pub mod publisher;
pub mod set;
pub mod template;

pub use partition::Partition;
pub use publisher::Publisher;
pub use semver::Version;
