//! The life of a static key: issued, rotated, retired. No failure loses a key that is in use.
//!
//! Facts in, one next action out ([`next`]). The caller acts, applies the outcome to the facts and
//! asks again. Keys are chosen by what refers to them (labels of the secret, Qovery,
//! the ledger), never by age.

mod action;
mod deployment;
mod dry_run;
mod facts;
mod first_key;
mod goal;
mod issue;
mod ledger;
mod moves;
mod next;
mod orphan;
mod push;
mod refusal;
mod repair;
mod retirement;
mod schedule;
mod steps;
mod stored_key;

pub use action::{Action, Next, Outcome};
pub use deployment::{Deployment, deployment};
pub use dry_run::{DryRun, MOST_ACTIONS, dry_run};
pub use facts::{Attempt, ExpectedUser, Facts, KeyRef, KeyState, Unstored, Value};
pub use goal::{Goal, RotationStep, RotationStepError};
pub use ledger::{
    CREATING_TAG, KEY_TAGS, KeyLedger, KeyNotes, KeyStatusNote, LedgerEntry, NOTE_TAGS, PUSHED_TAG,
    PendingCreation, Pushed, not_before,
};
pub use next::next;
pub use repair::key_to_restore;
pub use retirement::{is_superseded, retirement_step};
pub use schedule::schedule_too_short;
pub use stored_key::{Owner, StoredKey, StoredKeyError};

/// The label of the placeholder that proves that the secret can be written.
pub const PREFLIGHT_LABEL: &str = "QOVERY_PREFLIGHT";
