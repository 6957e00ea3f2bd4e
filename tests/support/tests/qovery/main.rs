//! The Qovery stand-in, held to what Qovery publishes and to what the other tests ask of it.

mod client;
mod clusters;
mod credentials;
mod deployments;
mod faults;
mod limits;
mod missing;
mod oddities;
mod published;
mod records;
mod registries;
mod tokens;
