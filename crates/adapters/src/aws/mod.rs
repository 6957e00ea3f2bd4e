//! What the AWS clients share: environment, configuration, errors, dates.

mod config;
mod date_time;
mod environment;
mod errors;
mod operations;

pub(crate) use config::sdk_config;
pub(crate) use date_time::to_offset_date_time;
pub use environment::{AwsEnvironment, MissingVariables};
pub use errors::{ServiceError, port_error, unreadable};
pub use operations::listed;
