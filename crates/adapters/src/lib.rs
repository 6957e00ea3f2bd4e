//! The only effects: one file per outside system.
