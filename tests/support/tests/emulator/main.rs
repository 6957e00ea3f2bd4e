//! The emulator behaves as AWS does, where our tests lean on it.
#![cfg(test)]

mod age;
mod custom_resources;
mod iam;
mod resources;
mod secrets;
mod tools;
mod trail;
mod world;
