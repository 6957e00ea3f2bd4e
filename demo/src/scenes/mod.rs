//! One file per scene: what an operator does, why, and what comes of it.

use anyhow::Result;

use crate::stage::Stage;

pub(crate) mod connect;
pub(crate) mod delete;
pub(crate) mod drift;
pub(crate) mod hold;
pub(crate) mod issue;
pub(crate) mod launch;
pub(crate) mod refuse;
pub(crate) mod rename;
pub(crate) mod resume;
pub(crate) mod retire;
pub(crate) mod rotate;
pub(crate) mod switch;

/// A part of the demo.
pub(crate) struct Scene {
    pub(crate) title: &'static str,
    /// What happens and why, as the spectator reads it.
    pub(crate) story: &'static str,
    /// Acts, shows what comes of it, and fails where something else comes of it.
    pub(crate) play: fn(&Stage) -> Result<()>,
}
