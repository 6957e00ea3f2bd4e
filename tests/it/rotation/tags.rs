//! Notes are tags: a user has room for 50 of them, and whoever may tag it can write them.

use domain::rotation::KeyStatusNote;
use support::world::Code as AwsCode;

use super::{keys::*, *};

/// What a company has put on the user: room is left for what one rotation notes.
const COMPANY_TAGS: usize = 45;

/// Names of notes, without their prefix, and values that nobody of ours wrote.
const FORGED: [&str; 10] = [
    "",
    "at=9999-12-31T23:59:59Z",
    "at=2099-01-01T00:00:00Z first=2099-01-01T00:00:00Z version=0b7e0c52-1111-4c55-9a0e-2f6b3f1f7a01 keys=",
    "at=2099-01-01T00:00:00Z what=AKIAFAKE000000000001",
    "at=0000-01-01T00:00:00Z what=AKIAFAKE000000000001",
    "at=1970-01-01T00:00:00Z what=AKIAFAKE000000000001",
    "inactive=1970-01-01T00:00:00Z",
    "inactive=9999-12-31T23:59:59Z",
    "moved=1970-01-01T00:00:00Z",
    "reactivated=-9999-01-01T00:00:00Z",
];

/// Every note of the user says that.
fn forge(world: &World, value: &str) {
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        let ids = user.keys.iter().map(|key| key.id.to_string());
        let names = ["creating", "pushed"].map(str::to_owned).into_iter();
        let tags = names.chain(ids);
        let tags = tags.map(|name| (format!("qovery-aws-connect/{name}"), value.to_owned()));
        user.tags.extend(tags.collect::<Vec<_>>());
    });
}

fn tags(world: &World) -> usize {
    world.state().users[USER].tags.len()
}

#[tokio::test(start_paused = true)]
async fn sixty_rotations_and_retirements_leave_room_for_their_notes() {
    let (world, config) = connected().await;
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        let company = (0..COMPANY_TAGS).map(|n| (format!("company-{n}"), String::new()));
        user.tags.extend(company);
    });
    for rotation in 0..60 {
        let token = format!("{rotation:04}aaaa-4b1a-4c55-9a0e-2f6b3f1f7a01");
        rotate(&world, &config, &token).await.unwrap();
        let old = labelled(&world.state(), "AWSPREVIOUS").unwrap();
        world.edit(|state| state.advance(Duration::from_mins(1)));
        deploy(&world).await;
        for _ in 0..3 {
            reach(&world, &config, Goal::Retire).await;
            world.edit(|state| state.advance(A_WEEK + Duration::from_mins(1)));
        }
        let keys = world.state().users[USER].keys.clone();
        assert!(keys.iter().all(|key| key.id.as_str() != old), "{rotation}");
        assert_eq!(tags(&world), COMPANY_TAGS + 2, "rotation {rotation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_that_is_full_of_tags_is_refused_and_keeps_its_keys() {
    let (world, config) = connected().await;
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        user.tags.remove("qovery-aws-connect/creating");
        let missing = 50 - user.tags.len();
        let company = (0..missing).map(|n| (format!("company-{n}"), String::new()));
        user.tags.extend(company);
    });
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    let message = error.message().render(4096);
    assert!(
        message.contains("iam:TagUser of `qovery` met a quota"),
        "{message}"
    );
    let state = world.state();
    assert_eq!(state.users[USER].keys.len(), 1);
    assert_eq!(at_qovery(&state), labelled(&state, "AWSCURRENT"));
}

#[tokio::test(start_paused = true)]
async fn whoever_may_only_tag_the_user_stops_no_rotation() {
    for value in FORGED {
        let (world, config) = connected().await;
        forge(&world, value);
        let rotated = rotate(&world, &config, FIRST).await;
        rotated.unwrap_or_else(|error| panic!("{value}: {}", error.message().render(4096)));
        let state = world.state();
        assert_eq!(state.users[USER].keys.len(), 2, "{value}");
        assert_eq!(at_qovery(&state), labelled(&state, "AWSCURRENT"), "{value}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_may_only_tag_the_user_ends_no_key_that_was_used_within_the_grace_period() {
    for value in FORGED {
        let (world, config) = connected().await;
        rotate(&world, &config, FIRST).await.unwrap();
        for _ in 0..20 {
            world.edit(|state| {
                state.advance(Duration::from_hours(24));
                let now = state.now;
                for key in &mut state.users.get_mut(USER).unwrap().keys {
                    key.last_used_at = Some(now);
                }
            });
            forge(&world, value);
            let ended = reach(&world, &config, Goal::Retire).await;
            assert!(!takes_away(&ended), "{value}: {ended:?}");
        }
    }
}

/// A person deactivates a leaked key: it stays for the grace period, whatever its note says.
#[tokio::test(start_paused = true)]
async fn a_forged_note_does_not_shorten_the_time_that_an_inactive_key_stays() {
    let (world, config) = connected().await;
    rotate(&world, &config, FIRST).await.unwrap();
    let old = labelled(&world.state(), "AWSPREVIOUS").unwrap();
    world.edit(|state| {
        let now = state.now;
        let mut keys = state.users.get_mut(USER).unwrap().keys.iter_mut();
        let key = keys.find(|key| key.id.as_str() == old).unwrap();
        key.last_used_at = Some(now);
        key.status = KeyStatus::Inactive;
    });
    for day in 1..=9 {
        world.edit(|state| {
            state.advance(Duration::from_hours(24));
            let user = state.users.get_mut(USER).unwrap();
            let key = user.keys.iter().find(|key| key.id.as_str() == old);
            let notes = key.map(|key| {
                let note = KeyStatusNote::Inactive(key.created_at);
                LedgerEntry::Key(key.id.clone(), note).to_tag()
            });
            user.tags.extend(notes);
        });
        reach(&world, &config, Goal::Retire).await;
        let is_there = world.state().users[USER].keys.len() == 2;
        assert_eq!(is_there, day < 7, "day {day}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_note_that_iam_cannot_write_now_is_written_by_the_next_try() {
    let (world, config) = connected().await;
    let tag = At::Operation("iam:TagUser", 1);
    world.inject(tag, Fault::Refuse(AwsCode::ConcurrentModification));
    rotate(&world, &config, FIRST).await.unwrap_err();
    rotate(&world, &config, FIRST).await.unwrap();
    assert_eq!(world.state().users[USER].keys.len(), 2);
}

/// A tag policy strips notes: what Qovery shows must not seem to be a stranger's.
#[tokio::test(start_paused = true)]
async fn a_key_that_no_secret_holds_and_qovery_shows_is_not_to_be_deleted_by_hand() {
    let (world, config) = connected().await;
    let shown = world.edit(|state| {
        let key = state.add_key(USER).unwrap();
        let credentials = &mut state
            .organizations
            .get_mut(ORGANIZATION)
            .unwrap()
            .credentials;
        credentials[0].values = HeldValues::Static(key.id.to_string(), key.secret);
        key.id
    });
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::KeyHeldByQovery], "{shown}");
}
