//! What a failed Create has registered, where it could not learn that: it is not denied.

use domain::{
    aws::stack::StackStatus::{CreateInProgress, RollbackInProgress},
    port_error::PortErrorKind::{AccessDenied, Unavailable},
};
use support::world::{At, Fault, World};

use super::{
    account::{NAME, ORGANIZATION, ROLE, with_role},
    after,
    away::AWAY,
    event, names, reason, send,
};

const POST: &str = "POST /organization/{id}/aws/credentials";
const LIST: &str = "GET /organization/{id}/credentials";

/// In words, and how it comes about.
type Lost = (&'static str, fn(&World));

/// Ways for a `POST` to happen where the Create does not learn of it.
const LOST: [Lost; 3] = [
    ("it is not answered, nor is the look after it", |world| {
        world.inject(At::Operation(POST, 1), Fault::LostAnswer);
        world.inject(At::Operation(LIST, 2), Fault::Fail(Unavailable));
    }),
    ("it is not answered in time", |world| {
        world.inject(At::Operation(POST, 1), Fault::HangAfter);
    }),
    (
        "it is not answered, and the look after it panics",
        |world| {
            world.inject(At::Operation(POST, 1), Fault::LostAnswer);
            world.inject(At::Operation(LIST, 2), Fault::Panic);
        },
    ),
];

fn has_role(world: &World) -> bool {
    world.state().roles.contains_key("qovery-role")
}

#[tokio::test(start_paused = true)]
async fn what_may_be_registered_stays_and_is_named_until_qovery_can_be_asked() {
    for (how, lose) in LOST {
        let world = with_role();
        lose(&world);
        let failed = send(&world, CreateInProgress, event("create")).await;
        assert_eq!(failed["Status"], "FAILED", "{how}: {failed}");
        let id = failed["PhysicalResourceId"].as_str().unwrap_or_default();
        assert!(id.contains("/unknown/"), "{how}: {failed}");
        assert!(
            reason(&failed).contains("may be registered"),
            "{how}: {failed}"
        );

        let (_, away) = AWAY[0];
        away(&world);
        let delete = after(event("delete"), &failed);
        let left = send(&world, RollbackInProgress, delete.clone()).await;
        assert_eq!(left["Status"], "SUCCESS", "{how}: {left}");
        for named in [NAME, ROLE] {
            assert!(reason(&left).contains(named), "{how}: {named}: {left}");
        }
        assert!(has_role(&world), "{how}: {left}");

        world.clear_faults();
        let gone = send(&world, RollbackInProgress, delete).await;
        assert_eq!(gone["Status"], "SUCCESS", "{how}: {gone}");
        assert_eq!(names(&world, ORGANIZATION), [""; 0], "{how}: {gone}");
        assert!(!has_role(&world), "{how}: {gone}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_registered_nothing_says_so_and_its_roll_back_needs_no_qovery() {
    for refused in [POST, LIST] {
        let world = with_role();
        for call in 1..=9 {
            world.inject(At::Operation(refused, call), Fault::Fail(AccessDenied));
        }
        let failed = send(&world, CreateInProgress, event("create")).await;
        assert_eq!(failed["Status"], "FAILED", "{refused}: {failed}");
        let id = failed["PhysicalResourceId"].as_str().unwrap_or_default();
        assert!(id.contains("/none/"), "{refused}: {failed}");
        let (_, away) = AWAY[0];
        away(&world);
        let gone = send(&world, RollbackInProgress, after(event("delete"), &failed)).await;
        assert_eq!(gone["Status"], "SUCCESS", "{refused}: {gone}");
        assert!(!has_role(&world), "{refused}: {gone}");
    }
}
