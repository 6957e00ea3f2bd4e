//! The fleet's function against a company in memory: one report on all accounts, and the look after
//! each of them.

mod company;
mod load;
mod repairs;
mod report;
mod unknown;
