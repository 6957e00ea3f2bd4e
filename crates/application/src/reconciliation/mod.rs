//! One stack beside what Qovery has: a look, and the repairs that it calls for.
//!
//! The function of a single account does this for its own stack, that of an organization for the
//! stack of each member.

mod at_qovery;
mod execute;
mod observe;

use domain::{ports::Stacks, reconciliation::Expected};

use crate::identities::{IdentityWorld, OwnStack};

pub use at_qovery::QoveryLook;
pub use execute::Repairs;
pub use observe::{AccountLook, Look, observe};

/// Everything outside that a look at a stack and its repairs need.
pub trait ReconciledWorld: IdentityWorld + Stacks {}

impl<T: IdentityWorld + Stacks> ReconciledWorld for T {}

/// A stack as its template says it.
#[derive(Debug, Clone, Copy)]
pub struct Reconciled<'a> {
    /// What should be the case.
    pub expected: &'a Expected,
    /// The stack, as what looks at its identities needs it.
    pub own_stack: &'a OwnStack,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
}
