//! What must hold at every moment.

use crate::world::World;

/// The sentence that is broken. `None` means that all hold.
///
/// Two more are about the end: see `recovery`.
pub(crate) fn broken(world: &World) -> Option<&'static str> {
    if world.violation.is_some() {
        return world.violation;
    }
    if world.users.iter().any(|user| user.keys.len() > 2) {
        return Some("a user has at most two keys");
    }
    if world.stack.is_leaving() {
        return None;
    }
    let present = world.user(world.stack.present);
    let current = present.and_then(|user| user.current().map(|id| (user, id)));
    if current.is_some_and(|(user, id)| !user.is_active(id) && !world.touched.contains(id)) {
        return Some("the key in AWSCURRENT exists and is active");
    }
    let qovery = &world.qovery;
    let held = [&qovery.ours, &qovery.theirs, &qovery.registry];
    held.into_iter()
        .flatten()
        .any(|access| !world.opens(access) && !is_touched(world, access))
        .then_some("what Qovery and its registries hold exists and is active")
}

fn is_touched(world: &World, access: &domain::leaving::Access) -> bool {
    matches!(access, domain::leaving::Access::Key(id) if world.touched.contains(id))
}
