//! What is proven of the trust verdict.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

/// Every labelled policy gets its label.
mod cases;
/// The program answers a line for a line, and people with an exit code.
mod check_trust;
/// What is claimed for all requests holds for each of them.
mod every_request;
/// The page of codes is the code's.
mod findings;
/// Policies, generated.
mod generated;
/// A second evaluator, in two values, that knows the whole request.
mod oracle;
/// What holds for every policy.
mod properties;
/// Several expected principals, and additional ones.
mod several;
/// Large and hostile policies are answered in time.
mod size;
