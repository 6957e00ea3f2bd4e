//! What must hold at every moment.

use domain::aws::secret::StagingLabel;

use crate::world::World;

/// What is broken, by the number that the design gives it; nothing where all holds.
///
/// Invariants 4 and 5 are about the end: see `recovery`.
pub(crate) fn broken(world: &World) -> Option<&'static str> {
    if world.violation.is_some() {
        return world.violation;
    }
    let usable = |id| world.touched.contains(id) || world.is_active(id);
    if world
        .labelled(&StagingLabel::Current)
        .is_some_and(|id| !usable(id))
    {
        return Some("1: the key in `AWSCURRENT` is not active");
    }
    if world.qovery.as_ref().is_some_and(|id| !usable(id)) {
        return Some("2: the key that Qovery holds is not active");
    }
    (world.keys.len() > 2).then_some("3: more than two keys")
}
