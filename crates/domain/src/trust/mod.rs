//! The trust verdict.
