//! Between the changes that `CloudFormation` sees: drift found, old keys retired, the operator told.
//!
//! What was seen goes in; checks, what to mend and a report come out. A call that failed is an
//! unknown, never an ok.

mod check;
mod checks;
mod codes;
mod describe;
mod digest;
mod expected;
mod metrics;
mod plan;
mod report;
mod seen;
mod summary;
mod text;
mod trigger;

pub use check::{Check, CheckName, Found, Outcome};
pub use codes::CODES;
pub use describe::{describe_action, describe_goal};
pub use digest::{LAST_REPORT_TAG, ReportDigest};
pub use expected::{Expected, UserKeys};
pub use metrics::documents;
pub use plan::{Repair, decide};
pub use report::{Change, ChangeOutcome, Notification, Report, SCHEMA_VERSION, report};
pub use seen::{Known, Seen, SeenCluster, SeenKeys, Unknown};
pub use summary::{ClusterSummary, CredentialsSummary, KeySummary, RotationSummary};
pub use trigger::Trigger;
