//! What is proven of the trust verdict.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod check_trust;
mod every_request;
mod findings;
mod generated;
mod human;
mod messages;
mod oracle;
mod properties;
mod several;
mod size;
mod suggestions;
