//! The emulator behaves as AWS does, where our tests lean on it.
#![cfg(test)]

/// Time that goes by.
mod age;
/// Custom resources: asked, believed, refused and rolled back as by CloudFormation.
mod custom_resources;
/// Users, keys, roles and what the policy simulator says of them.
mod iam;
/// Every resource type that our templates use can be made and deleted.
mod resources;
/// Secrets: versions, labels and rotations.
mod secrets;
/// The tools around it: accounts kept apart, nothing left running.
mod tools;
/// Writes to IAM as events.
mod trail;
/// What the modules above share.
mod world;
