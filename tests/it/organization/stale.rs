//! Requests that come when nobody waits for them any more.

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use support::world::{At, Fault};

use super::{member::Member, scene::Scene};

#[tokio::test(start_paused = true)]
async fn a_deletion_that_comes_after_its_end_takes_nothing_away() {
    for status in [StackStatus::DeleteFailed, StackStatus::DeleteComplete] {
        let scene = Scene::new();
        let member = Member::new(&scene.world, 0);
        let id = member.connect(&scene.world);
        member.move_stack(status);
        // Where the status is not seen at first, nothing is taken away either.
        let asked = At::Operation("cloudformation:DescribeStacks", 1);
        member
            .world
            .inject(asked, Fault::Fail(PortErrorKind::Unavailable));
        scene.publish([member.delete(&id)]).await;
        scene.work().await;
        assert!(scene.answers(&member.url("delete")).is_empty());
        assert!(!member.is_clean());
        assert_eq!(scene.held(), [member.role()]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_comes_after_its_end_asks_qovery_nothing_and_gets_no_answer() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    member.move_stack(StackStatus::CreateComplete);
    scene.publish([member.create()]).await;
    scene.work().await;
    assert!(scene.answers(&member.url("create")).is_empty());
    assert!(scene.held().is_empty());
    assert_eq!(scene.requests(), 0);
}
