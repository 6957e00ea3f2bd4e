//! Between the changes that `CloudFormation` sees: drift found, old keys retired, the operator told.
//!
//! What was seen goes in; checks, what to mend and a report come out. A call that failed is an
//! unknown, never an ok.

mod check;
mod checks;
mod codes;
mod digest;
mod expected;
mod metrics;
mod plan;
mod report;
mod seen;
mod summary;
mod text;
mod trigger;
mod words;

pub use check::{Check, CheckName, Found, Outcome};
pub use codes::CODES;
pub use digest::{LAST_REPORT_TAG, LastReport};
pub use expected::{Expected, UserKeys};
pub use metrics::documents;
pub use plan::{Mend, decide};
pub use report::{Change, ChangeOutcome, Notification, Report, SCHEMA_VERSION, report};
pub use seen::{Known, Seen, SeenCluster, SeenKeys, Unseen};
pub use summary::{ClusterSummary, CredentialsSummary, KeySummary, RotationSummary};
pub use trigger::Trigger;
pub use words::{of_action, of_goal};
