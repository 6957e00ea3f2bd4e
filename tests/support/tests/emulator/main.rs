//! The emulator behaves as AWS does, where our tests lean on it.
#![cfg(test)]

mod age;
mod alarms;
mod conflicts;
mod custom_resources;
mod deletion;
mod dependencies;
mod faults;
mod iam;
mod identities;
mod lifecycle;
mod organization;
mod publisher;
mod resources;
mod retention;
mod secrets;
mod simulation;
mod tools;
mod trail;
mod world;
