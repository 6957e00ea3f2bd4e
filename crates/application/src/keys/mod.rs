//! The keys of a user: one look at them, and the loop that runs a goal.
//!
//! Every goal runs the same loop: observe, decide the next action, execute it, again until done. A
//! run may stop anywhere; the next one observes and goes on from there.

mod create;
mod effect;
mod execute;
mod observe;
mod push;
mod push_note;
mod redeploy;
mod run;
mod secrets;
mod store;
mod target;
mod verify;

use domain::ports::{AccessKeys, CredentialRegistry, KeyIdentity, SecretVersions};

pub use observe::{SeenKeys, observe};
pub use push_note::{forget_push, note_push};
pub use redeploy::{not_looked_at, redeploy};
pub use run::{GoalRun, run_goal};
pub use target::{QoveryTarget, RegisteredTarget, UserKeys};

/// Everything outside that the keys of a user need.
pub trait KeyWorld: AccessKeys + SecretVersions + KeyIdentity + CredentialRegistry {}

impl<T: AccessKeys + SecretVersions + KeyIdentity + CredentialRegistry> KeyWorld for T {}
