//! What is proven of the trust verdict.

/// Every labelled policy gets its label.
mod cases;
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
/// Large and hostile policies are answered in time.
mod size;
