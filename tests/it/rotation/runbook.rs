//! The page about a leaked key, walked step by step: each command in its order.

use std::{path::Path, sync::LazyLock};

use super::{keys::*, *};

/// The commands under each heading of the page that change something.
static PAGE: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/leaked-key.md");
    let text = fs::read_to_string(path).expect("the page is there");
    let sections = text.split("\n## ").map(|section| {
        let heading = section.lines().next().unwrap_or_default();
        let lines = section.lines().map(str::trim);
        let commands = lines.filter_map(|line| line.strip_prefix("$ aws "));
        let is_change = |command: &&str| {
            ["describe", "list", "get"]
                .iter()
                .all(|read| !command.contains(&format!(" {read}-")))
        };
        let commands = commands.filter(is_change).map(str::to_owned);
        (heading.to_owned(), commands.collect())
    });
    sections.collect()
});

fn commands(heading: &str) -> &'static [String] {
    let mut sections = PAGE.iter();
    let section = sections.find(|(found, _)| found == heading);
    &section.expect("the page has the heading").1
}

/// Does what the command says, with the key that stands in the place of `<… key>`.
async fn run(world: &World, config: &Config, command: &str, key: &str) {
    let words: Vec<&str> = command.split_whitespace().take(2).collect();
    match words.as_slice() {
        ["secretsmanager", "rotate-secret"] => {
            let token = format!("{}-4b1a-4c55-9a0e-2f6b3f1f7a01", &key[8..]);
            rotate(world, config, &token).await.unwrap();
        }
        ["iam", "update-access-key"] if command.ends_with("--status Inactive") => {
            world.edit(|state| {
                let mut keys = state.users.get_mut(USER).unwrap().keys.iter_mut();
                let key = keys.find(|one| one.id.as_str() == key).unwrap();
                key.status = KeyStatus::Inactive;
            });
        }
        ["iam", "delete-access-key"] => world.edit(|state| {
            let keys = &mut state.users.get_mut(USER).unwrap().keys;
            keys.retain(|one| one.id.as_str() != key);
        }),
        _ => panic!("what does `{command}` do?"),
    }
}

fn key_ids(world: &World) -> Vec<String> {
    let state = world.state();
    let keys = state.users[USER].keys.iter();
    keys.map(|key| key.id.to_string()).collect()
}

/// The daily check, until the leaked key has been inactive for the grace period.
async fn wait_for_the_end_of(world: &World, config: &Config, leaked: &str) {
    for _ in 0..3 {
        reach(world, config, Goal::Repair).await;
        reach(world, config, Goal::Retire).await;
        assert!(!is_active(&world.state(), leaked));
        world.edit(|state| state.advance(A_WEEK + Duration::from_mins(1)));
    }
    assert!(!key_ids(world).contains(&leaked.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn the_key_in_use_is_replaced_though_an_older_one_has_the_second_place() {
    let (world, config) = connected().await;
    rotate(&world, &config, FIRST).await.unwrap();
    world.edit(|state| state.advance(Duration::from_mins(1)));
    deploy(&world).await;
    let older = labelled(&world.state(), "AWSPREVIOUS").unwrap();
    let leaked = labelled(&world.state(), "AWSCURRENT").unwrap();
    let [deactivate_older, delete_older, rotate_now, deactivate] =
        commands("The key that Qovery uses")
    else {
        panic!("four commands");
    };
    run(&world, &config, deactivate_older, &older).await;
    run(&world, &config, delete_older, &older).await;
    run(&world, &config, rotate_now, &leaked).await;
    world.edit(|state| state.advance(Duration::from_mins(1)));
    deploy(&world).await;
    run(&world, &config, deactivate, &leaked).await;
    let state = world.state();
    let current = labelled(&state, "AWSCURRENT").unwrap();
    assert!(current != leaked && is_active(&state, &current));
    assert_eq!(at_qovery(&state), Some(current));
    wait_for_the_end_of(&world, &config, &leaked).await;
}

#[tokio::test(start_paused = true)]
async fn a_leaked_key_may_be_deactivated_before_everything_else() {
    let (world, config) = connected().await;
    let leaked = labelled(&world.state(), "AWSCURRENT").unwrap();
    let [.., rotate_now, deactivate] = commands("The key that Qovery uses") else {
        panic!("four commands");
    };
    run(&world, &config, deactivate, &leaked).await;
    run(&world, &config, rotate_now, &leaked).await;
    let state = world.state();
    let current = labelled(&state, "AWSCURRENT").unwrap();
    assert!(current != leaked && is_active(&state, &current));
    assert_eq!(at_qovery(&state), Some(current));
    world.edit(|state| state.advance(Duration::from_mins(1)));
    deploy(&world).await;
    wait_for_the_end_of(&world, &config, &leaked).await;
}

/// A cluster that refuses the new key would get the one before it again, were it not deactivated.
#[tokio::test(start_paused = true)]
async fn a_key_that_a_person_deactivated_is_never_activated_again() {
    let (world, config) = connected().await;
    let leaked = labelled(&world.state(), "AWSCURRENT").unwrap();
    rotate(&world, &config, FIRST).await.unwrap();
    let [.., deactivate] = commands("The key that Qovery uses") else {
        panic!("four commands");
    };
    run(&world, &config, deactivate, &leaked).await;
    let target = RegisteredTarget {
        access: access(),
        credentials: config.credentials.clone(),
        name: config.credentials_name.clone(),
        former: Vec::new(),
    };
    for _ in 0..2 {
        let restore = Goal::Restore(leaked.parse().unwrap());
        let at = QoveryTarget::Registered(&target);
        let clock = || world.now();
        let run = run_goal(&restore, &world, &keys(), at, None, &clock).await;
        assert_eq!(run.unwrap_err().error_type(), "Refused");
        assert!(!is_active(&world.state(), &leaked));
        reach(&world, &config, Goal::Retire).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_leaked_key_of_a_rotation_that_broke_off_is_not_taken_up_again() {
    let (world, config) = connected().await;
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    step(&world, &config, RotationStep::CreateSecret, FIRST)
        .await
        .unwrap();
    let leaked = labelled(&world.state(), "AWSPENDING").unwrap();
    let [deactivate, delete, rotate_now, _] = commands("The key that Qovery uses") else {
        panic!("four commands");
    };
    run(&world, &config, deactivate, &leaked).await;
    run(&world, &config, delete, &leaked).await;
    world.edit(|state| state.advance(Duration::from_mins(10)));
    let again = step(&world, &config, RotationStep::CreateSecret, FIRST).await;
    assert_eq!(codes(&again.unwrap_err()), [Code::VersionNotPending]);
    run(&world, &config, rotate_now, &leaked).await;
    let state = world.state();
    assert_ne!(labelled(&state, "AWSCURRENT"), Some(leaked));
    assert_eq!(at_qovery(&state), labelled(&state, "AWSCURRENT"));
}
