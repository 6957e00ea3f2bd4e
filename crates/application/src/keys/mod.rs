//! The keys of a user: one look at them, and the loop that runs a goal.
//!
//! Every goal runs the same loop: observe, decide the next action, execute it, again until done. A
//! run may stop anywhere; the next one observes and goes on from there.

mod create;
mod execute;
mod observe;
mod push;
mod redeploy;
mod run;
mod store;
mod target;
mod verify;

use domain::ports::{AccessKeys, CredentialRegistry, KeyIdentity, SecretVersions};

pub use execute::{forget_push, note_push};
pub use observe::{SeenKeys, observe};
pub use redeploy::{not_looked_at, redeploy};
pub use run::{GoalRun, run_goal};
pub use target::{QoveryTarget, RegisteredTarget, UserKeys};

/// Everything outside that the keys of a user need.
pub trait KeyWorld: AccessKeys + SecretVersions + KeyIdentity + CredentialRegistry {}

impl<T: AccessKeys + SecretVersions + KeyIdentity + CredentialRegistry> KeyWorld for T {}
