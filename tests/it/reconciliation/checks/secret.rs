//! The secret's rotation and the user's keys.

use domain::{
    aws::iam::KeyStatus,
    reconciliation::{CheckName, Outcome},
};
use support::world::World;

use super::{
    super::{DAY, advance, keys, outcome},
    fail, finds, of_key,
};

#[tokio::test(start_paused = true)]
async fn a_rotation_that_is_off_overdue_or_stuck_is_found() {
    let name = CheckName::Rotation;
    let edit = |change: fn(&mut support::world::SecretState)| {
        move |world: &World| {
            world.edit(|state| change(state.secrets.get_mut(keys::SECRET).unwrap()));
        }
    };
    let off = of_key(edit(|secret| secret.rotation_enabled = false)).await;
    finds(&off, name, "rotation-disabled");
    let overdue = of_key(|world| advance(world, 93 * DAY)).await;
    finds(&overdue, name, "rotation-overdue");
    let stage = |days: u32| {
        move |world: &World| {
            world.edit(|state| state.stage_rotation(keys::SECRET, keys::FIRST));
            edit(|secret| secret.last_changed_at = secret.next_rotation_at.map(|at| at - 90 * DAY))(
                world,
            );
            advance(world, days * DAY);
        }
    };
    finds(&of_key(stage(2)).await, name, "rotation-stuck");
    assert_eq!(outcome(&of_key(stage(0)).await, name), Outcome::Ok);
    let since_when = of_key(|world| {
        stage(2)(world);
        edit(|secret| secret.last_changed_at = None)(world);
    })
    .await;
    assert_eq!(outcome(&since_when, name), Outcome::Unknown);
    let no_date = of_key(edit(|secret| secret.next_rotation_at = None)).await;
    assert_eq!(outcome(&no_date, name), Outcome::Unknown);
    let unread = of_key(|world| fail(world, "secretsmanager:DescribeSecret")).await;
    assert_eq!(outcome(&unread, name), Outcome::Unknown);
    assert_eq!(unread.rotation, None);
}

#[tokio::test(start_paused = true)]
async fn keys_that_are_inactive_deleted_old_or_not_ours_are_found() {
    let name = CheckName::Keys;
    let inactive = of_key(|world| {
        world.edit(|state| {
            state.users.get_mut(keys::USER).unwrap().keys[0].status = KeyStatus::Inactive;
        });
    })
    .await;
    finds(&inactive, name, "key-inactive");
    let deleted =
        of_key(|world| world.edit(|state| state.users.get_mut(keys::USER).unwrap().keys.clear()))
            .await;
    finds(&deleted, name, "key-deleted");
    let old = of_key(|world| advance(world, 101 * DAY)).await;
    finds(&old, name, "key-old");
    let persons = of_key(|world| {
        advance(world, DAY);
        world.edit(|state| state.add_key(keys::USER));
    })
    .await;
    finds(&persons, name, "key-not-ours");
    assert_eq!(persons.keys[1].role, "foreign");
    let remade = of_key(|world| {
        world.edit(|state| {
            "AIDAANOTHER".clone_into(&mut state.users.get_mut(keys::USER).unwrap().id);
        });
    })
    .await;
    finds(&remade, name, "user-was-remade");
    assert_eq!(remade.changes.len(), 0, "{:?}", remade.changes);
    for operation in ["iam:ListAccessKeys", "iam:GetUser"] {
        let unread = of_key(|world| fail(world, operation)).await;
        assert_eq!(outcome(&unread, name), Outcome::Unknown, "{operation}");
        assert_eq!(outcome(&unread, CheckName::Retirement), Outcome::Unknown);
    }
}
