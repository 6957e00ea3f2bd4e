//! Updates that the hints name, after a person has deleted or changed something.

use domain::aws::stack::StackStatus::UpdateInProgress;
use support::world::HeldValues;

use super::{
    MakeWorld,
    account::{
        ORGANIZATION, ROLE, SECOND_ROLE, USER, connected_by_role, credentials, from_key_to_role,
        link, to_another_role, works,
    },
    event, reason, send,
};

#[tokio::test(start_paused = true)]
async fn another_role_takes_the_place_of_a_role_or_user_that_is_gone() {
    let cases: [(MakeWorld, _, _); 2] = [
        (to_another_role, "update-to-another-role", SECOND_ROLE),
        (from_key_to_role, "update-to-role", ROLE),
    ];
    for (make, update, role) in cases {
        let world = make();
        let update = event(update);
        world.edit(|state| {
            link(state, "production");
            state.roles.retain(|_, one| one.arn == role);
            state.users.remove(USER);
        });
        let answer = send(&world, UpdateInProgress, update.clone()).await;
        assert_eq!(answer["Status"], "SUCCESS", "{role}: {answer}");
        assert_eq!(answer["PhysicalResourceId"], update["PhysicalResourceId"]);
        world.edit(|state| {
            state.maintain(ORGANIZATION);
            let values = HeldValues::role(role);
            assert_eq!(credentials(state).values, values);
            assert!(works(state, &values), "{role}");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_gone_is_named_with_an_update_that_works() {
    let world = connected_by_role();
    world.edit(|state| state.roles.remove("qovery-role"));
    let answer = send(&world, UpdateInProgress, event("update-name")).await;
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let hint = "where the parameter `RoleArn` names the role, correct it; else";
    for part in [hint, "with another `RoleName`"] {
        assert!(reason(&answer).contains(part), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_name_writes_again_what_a_person_changed() {
    let world = connected_by_role();
    world.edit(|state| {
        let changed = "arn:aws:iam::123456789012:role/published";
        credentials(state).values = HeldValues::role(changed);
    });
    let answer = send(&world, UpdateInProgress, event("update-name")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    world.edit(|state| assert_eq!(credentials(state).values, HeldValues::role(ROLE)));
}
