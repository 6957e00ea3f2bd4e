//! Stacks.

use domain::{aws::stack::StackStatus, ports::Stacks};
use support::world::World;

const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

#[tokio::test]
async fn a_stack_has_the_status_that_a_test_moves_it_to_and_the_date_of_its_last_update() {
    let (world, arn) = (World::new(), STACK.parse().unwrap());
    assert!(world.describe_stack(&arn).await.is_err());
    world.edit(|state| state.add_stack(STACK, StackStatus::CreateComplete));
    let created = world.describe_stack(&arn).await.unwrap();
    assert_eq!(created.name, "qovery");
    assert_eq!(
        (created.last_updated_at, created.is_protected),
        (None, false)
    );
    let began = world.edit(|state| {
        state.move_stack(STACK, StackStatus::UpdateInProgress);
        state.now
    });
    world.edit(|state| {
        state.now += std::time::Duration::from_mins(1);
        state.move_stack(STACK, StackStatus::UpdateComplete);
        state.stacks.get_mut(STACK).unwrap().is_protected = true;
    });
    let updated = world.describe_stack(&arn).await.unwrap();
    assert_eq!(updated.status, Some(StackStatus::UpdateComplete));
    assert_eq!(updated.last_updated_at, Some(began));
    assert!(updated.is_protected);
}
