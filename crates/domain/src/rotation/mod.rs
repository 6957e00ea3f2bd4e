//! Static keys: issued, rotated, retired; nothing lost whatever fails.
//!
//! Facts in, one next action out ([`next`]); whoever runs it acts, enters the outcome into the
//! facts and asks again. Keys are chosen by what refers to them (labels of the secret, Qovery,
//! the record), never by age.

mod action;
mod codes;
mod deployment;
mod facts;
mod first_key;
mod goal;
mod issue;
mod next;
mod push;
mod record;
mod refusal;
mod rehearsal;
mod repair;
mod retirement;
mod steps;
mod stored_key;

pub use action::{Action, Next, Outcome};
pub use codes::CODES;
pub use deployment::{Deployment, deployment};
pub use facts::{Attempt, Facts, KeyRef, Life, Meant, QoveryFacts, Unstored, Value};
pub use goal::{Goal, RotationStep, RotationStepError};
pub use next::next;
pub use record::{Creating, Entry, Given, KeyNote, Pushed, Record, TAG_PREFIX};
pub use rehearsal::{Rehearsal, rehearse};
pub use repair::restorable;
pub use retirement::{ClusterUse, is_superseded, standing};
pub use stored_key::{Owner, StoredKey, StoredKeyError};

/// The label that proves that the secret can be written. Means nothing else.
pub const PREFLIGHT_LABEL: &str = "QOVERY_PREFLIGHT";
