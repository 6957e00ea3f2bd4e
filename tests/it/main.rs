//! Proves behaviour through the front door: events in, answers and effects out.

#![cfg(test)]

mod budgets;
mod certificates;
mod client;
mod connections;
mod crash;
mod custom_resource;
mod hostile_answers;
mod linked;
mod logged;
mod messages;
mod organization;
mod own_stack;
mod published;
mod reconciliation;
mod rotation;
mod stack;
mod template;
mod tidy;
mod token_policy;
mod walls;
