//! IAM is late: what is "not yet", and what is "no".

use domain::permissions::Decision;
use support::world::World;

use super::{ROLE, TIME_LEFT, answer, event, now, world};

async fn status(name: &str, world: &World) -> (String, String) {
    custom_resource::handle(event(name), world, TIME_LEFT, &now)
        .await
        .expect("an answer");
    let answer = answer(world);
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    (text("Status"), text("Reason"))
}

#[tokio::test(start_paused = true)]
async fn a_new_role_that_iam_does_not_show_yet_is_waited_for() {
    let world = world();
    world.edit(|state| {
        state
            .roles
            .values_mut()
            .for_each(|role| role.unseen_reads = 3);
    });
    assert_eq!(status("create", &world).await.0, "SUCCESS");
}

#[tokio::test(start_paused = true)]
async fn a_role_of_another_stack_that_is_not_there_is_not_waited_for() {
    let world = world();
    world.edit(|state| state.roles.clear());
    let (status, reason) = status("create-role-of-another-stack", &world).await;
    assert_eq!(status, "FAILED");
    assert!(reason.contains("there is no role"), "{reason}");
    let reads = world
        .calls()
        .iter()
        .filter(|call| call.operation == "iam:GetRole")
        .count();
    assert_eq!(reads, 1);
}

#[tokio::test(start_paused = true)]
async fn a_permission_that_is_not_granted_yet_is_waited_for_and_then_refused() {
    let world = world();
    world.edit(|state| {
        state
            .denied
            .insert("eks:CreateCluster".to_owned(), Decision::NotGranted)
    });
    let (status, reason) = status("create", &world).await;
    assert_eq!(status, "FAILED");
    assert!(reason.contains("eks:CreateCluster"), "{reason}");
    let reads = world
        .calls()
        .iter()
        .filter(|call| call.operation == "iam:GetRole")
        .count();
    assert_eq!(reads, 6);
}

#[tokio::test(start_paused = true)]
async fn a_denial_is_final_at_once() {
    let world = world();
    world.edit(|state| {
        state.denied.insert(
            "eks:CreateCluster".to_owned(),
            Decision::DeniedByOrganization,
        )
    });
    let (status, reason) = status("create", &world).await;
    assert_eq!(status, "FAILED");
    assert!(reason.contains("service control policy"), "{reason}");
    let reads = world
        .calls()
        .iter()
        .filter(|call| call.operation == "iam:GetRole")
        .count();
    assert_eq!(reads, 1);
    assert!(world.state().roles.values().any(|role| role.arn == ROLE));
}
