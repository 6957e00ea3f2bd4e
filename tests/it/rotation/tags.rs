//! Notes are tags: a user has room for 50 of them, and whoever may tag it can write them.

use std::collections::BTreeSet;

use domain::{
    identities::{SUPERSEDED_TAG, SupersededNote},
    rotation::{
        CREATING_TAG, KEY_TAGS, KeyLedger, KeyStatusNote, LedgerEntry, NOTE_TAGS, PUSHED_TAG,
    },
};
use support::world::Code as AwsCode;

use super::{keys::*, *};

/// What nobody of ours wrote.
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

/// Every note of the user says that, those on keys of a key each, and no room is left for others.
fn forge(world: &World, value: &str) {
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        let others = [CREATING_TAG, PUSHED_TAG, SUPERSEDED_TAG];
        let tags = others.map(|tag| (tag.to_owned(), value.to_owned()));
        user.tags.extend(tags);
        let ids = user.keys.iter().map(|key| &key.id).cycle();
        let notes = KEY_TAGS.into_iter().zip(ids);
        let tags = notes.map(|(tag, id)| (tag.to_owned(), format!("key={id} {value}")));
        user.tags.extend(tags);
        state.fill_with_tags(USER);
    });
}

fn tags(world: &World) -> usize {
    world.state().users[USER].tags.len()
}

#[tokio::test(start_paused = true)]
async fn from_its_first_key_on_a_user_has_every_tag_that_a_note_takes() {
    let world = empty_world();
    issue(&world).await.unwrap();
    let tags = world.state().users[USER].tags.clone();
    let written: BTreeSet<&str> = tags.keys().map(String::as_str).collect();
    assert_eq!(written, NOTE_TAGS.into());
    // Nothing else leads from a user to its secret once the stack has left it.
    let secret = SupersededNote::naming(&SECRET.parse().unwrap());
    assert_eq!(SupersededNote::read(&tags), Some(secret));
}

#[tokio::test(start_paused = true)]
async fn sixty_rotations_and_retirements_need_no_room_for_their_notes() {
    let (world, config) = connected().await;
    world.edit(|state| state.fill_with_tags(USER));
    let full = tags(&world);
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
        assert_eq!(tags(&world), full, "rotation {rotation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_that_is_full_of_tags_before_its_first_key_is_refused() {
    let world = empty_world();
    world.edit(|state| state.fill_with_tags(USER));
    let message = issue(&world).await.unwrap_err().message().render(4096);
    assert!(
        message.contains("iam:TagUser of `qovery` met a quota"),
        "{message}"
    );
    assert_eq!(world.state().users[USER].keys.len(), 0);
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
            let tags = key.map(|key| {
                let note = KeyStatusNote::Inactive(key.created_at);
                let note = LedgerEntry::Key(key.id.clone(), note);
                KeyLedger::read(&user.tags).tag_for(&note, &[])
            });
            user.tags.extend(tags);
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
