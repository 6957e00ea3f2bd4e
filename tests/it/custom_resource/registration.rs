//! Which credentials are taken, and which are gone.

use domain::{
    aws::stack::StackStatus::{CreateInProgress, UpdateInProgress},
    port_error::PortErrorKind,
};
use serde_json::json;
use support::world::{At, Fault, HeldValues, Missing, State};

use super::{
    account::{
        NAME, ORGANIZATION, ROLE, connected_by_role, credentials, organization, with_role,
        with_user,
    },
    event, names, send,
};

#[tokio::test(start_paused = true)]
async fn credentials_of_this_role_are_adopted_unless_the_stack_or_its_name_made_them() {
    for (name, on_existing, ownership) in [
        (NAME, "Adopt", "created"),
        (NAME, "Fail", "created"),
        ("by hand", "Adopt", "adopted"),
        ("by hand", "Fail", "none"),
    ] {
        let world = with_role();
        let role = HeldValues::role(ROLE);
        let id = world.edit(|state| state.add_credentials(ORGANIZATION, name, role));
        let id = id.expect("the organization is there");
        let mut create = event("create");
        create["ResourceProperties"]["OnExisting"] = json!(on_existing);
        let answer = send(&world, CreateInProgress, create).await;
        let physical_id = answer["PhysicalResourceId"].as_str().unwrap_or_default();
        if ownership == "none" {
            assert_eq!(answer["Status"], "FAILED", "{answer}");
            let reason = answer["Reason"].as_str().unwrap_or_default();
            assert!(reason.contains(id.as_str()), "{reason}");
        } else {
            let expected = format!("{ORGANIZATION}/{id}/{ownership}");
            assert_eq!(physical_id, expected, "{answer}");
        }
        assert_eq!(names(&world, ORGANIZATION), [name], "its name stays");
    }
}

#[tokio::test(start_paused = true)]
async fn several_credentials_of_one_role_are_named_and_none_is_taken() {
    let world = with_role();
    let ids = ["one", "two"].map(|name| {
        let role = HeldValues::role(ROLE);
        let id = world.edit(|state| state.add_credentials(ORGANIZATION, name, role));
        id.expect("the organization is there")
    });
    let answer = send(&world, CreateInProgress, event("create")).await;
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(
        ids.iter().all(|id| reason.contains(id.as_str())),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn credentials_that_qovery_denies_in_any_of_its_ways_are_made_again_under_a_new_id() {
    for missing in [Missing::Forbidden, Missing::BadRequest, Missing::NotFound] {
        let world = connected_by_role();
        world.edit(|state| {
            organization(state).credentials.clear();
            state.qovery.missing = missing;
        });
        let update = event("update-name");
        let answer = send(&world, UpdateInProgress, update.clone()).await;
        assert_eq!(answer["Status"], "SUCCESS", "{missing:?}: {answer}");
        assert_ne!(answer["PhysicalResourceId"], update["PhysicalResourceId"]);
        assert_eq!(names(&world, ORGANIZATION), ["production"], "{missing:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_qovery_does_not_list_and_does_not_deny_are_not_made_again() {
    for kind in [
        PortErrorKind::Unauthenticated,
        PortErrorKind::Unavailable,
        PortErrorKind::Unanswered,
        PortErrorKind::Other,
    ] {
        let world = connected_by_role();
        world.edit(|state| {
            credentials(state).id = "00000000-0000-4000-8000-00000000beef".to_owned();
        });
        for call in 1..=9 {
            let at = At::Operation("GET /organization/{id}/aws/credentials/{id}", call);
            world.inject(at, Fault::Fail(kind));
        }
        let answer = send(&world, UpdateInProgress, event("update-name")).await;
        assert_eq!(answer["Status"], "FAILED", "{kind:?}: {answer}");
        assert_eq!(names(&world, ORGANIZATION), [NAME], "{kind:?}");
    }
}

/// Qovery answers 403 for what is not there and for what a token may not delete.
#[tokio::test(start_paused = true)]
async fn what_a_failed_create_had_registered_is_named_unless_qovery_does_not_list_it_any_more() {
    let delete = "DELETE /organization/{id}/aws/credentials/{id}";
    let gone: fn(&mut State) = |state| organization(state).credentials.clear();
    let nothing: fn(&mut State) = |_| ();
    for (kind, meanwhile, is_left) in [
        (PortErrorKind::NotFound, gone, false),
        (PortErrorKind::NotFound, nothing, true),
        (PortErrorKind::Unavailable, nothing, true),
    ] {
        let world = with_user();
        // The note after the `POST`: the request runs out of time.
        world.inject(At::Operation("iam:TagUser", 2), Fault::Hang);
        world.inject(At::Operation(delete, 1), Fault::Fail(kind));
        world.meanwhile(At::Operation(delete, 1), meanwhile);
        let answer = send(&world, CreateInProgress, event("create-key")).await;
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        assert_eq!(world.count(delete), 1, "{answer}");
        let reason = answer["Reason"].as_str().unwrap_or_default();
        let is_named = reason.contains("could not be deleted");
        assert_eq!(is_named, is_left, "{kind:?}: {reason}");
        let id = answer["PhysicalResourceId"].as_str().unwrap_or_default();
        let form = if is_left { "/unknown/" } else { "/none/" };
        assert!(id.contains(form), "{kind:?}: {answer}");
    }
}
