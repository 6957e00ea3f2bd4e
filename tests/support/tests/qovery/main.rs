//! The Qovery stand-in, held to what Qovery publishes and to what the other tests ask of it.

/// A client without manners or memory, and what the tests ask with it.
mod client;
/// Links, deployments and the values that a cluster runs on.
mod clusters;
/// Every kind of answer, judged by Prism with the published specification.
mod contract;
/// Create, read, edit, list, delete, and the requests that are refused.
mod credentials;
/// Misbehaviour on demand, as a client meets it.
mod faults;
/// Prism between client and stand-in, and the three verdicts that a test asks it for.
mod judge;
/// What is remembered of requests and state, and the audit.
mod records;
/// 401, 403 and 404, in this order.
mod tokens;
