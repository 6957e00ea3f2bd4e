//! Between the changes that `CloudFormation` sees: finds drift, retires what something has
//! superseded, reports to the operator.
//!
//! What was seen goes in. Checks, what to repair, and a report come out. A call that failed is an
//! unknown, never an ok.

mod assessment;
mod check;
mod checks;
mod describe;
mod digest;
mod expected;
mod metrics;
mod observed;
mod plan;
mod report;
pub(crate) mod summary;
mod text;
mod trigger;

pub use assessment::{AssessedIdentity, Assessment, KeyStep, assess};
pub use check::{Check, CheckName, Found, Outcome};
pub use describe::{describe_action, describe_repair, describe_step};
pub use digest::{LAST_REPORT_TAG, News, ReportDigest};
pub use expected::Expected;
pub use metrics::documents;
pub use observed::{Known, Observed, SeenRole, Unknown};
pub use plan::{Repair, is_at_rest, plan};
pub use report::{Change, ChangeOutcome, Notification, Report, Run, SCHEMA_VERSION, report};
pub use summary::{
    ClusterSummary, CredentialsSummary, IdentitySummary, KeySummary, RotationSummary,
};
pub use trigger::Trigger;

pub(crate) use checks::api_token;
pub(crate) use digest::has_changed;
pub(crate) use metrics::document;
pub(crate) use text::{count, mail_subject};

#[cfg(test)]
mod tests;
