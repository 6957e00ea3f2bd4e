//! All accounts of an organization at once, in one report.
//!
//! Three lists are joined by account: what Qovery has, Organizations' accounts, the `StackSet`'s
//! instances. Each account that has a member stack is looked into with the reconciliation's own
//! checks. What is not known makes an account unknown, never connected.

mod expected;
mod join;
mod judge;
mod metrics;
mod report;
mod row;
mod text;

pub use expected::{MEMBER_OUTPUTS, expected};
pub use join::{FleetAccount, KeyOwners, Lists, Route, about, join};
pub use judge::UNKNOWN_AT_QOVERY;
pub use metrics::documents;
pub use report::{FleetReport, FleetRun, SCHEMA_VERSION, Standings, report};
pub use row::{Row, Seen, Standing, Visit, row};

#[cfg(test)]
mod tests;
