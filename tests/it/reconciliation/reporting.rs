//! Report, message, metrics: what they say, when, and what they never show.

use domain::{
    port_error::PortErrorKind,
    qovery::ClusterState,
    reconciliation::{Notification, Report},
};
use serde_json::Value;
use support::world::{At, Fault, World};

use crate::logged;

use super::{
    DAY, FUNCTION_ROLE, PUBLIC, TOPIC, advance, deploy, keys, run, set_state, with_key, with_role,
};

fn open_to_everyone(world: &World) {
    world.edit(|state| {
        for role in state.roles.values_mut() {
            PUBLIC.clone_into(&mut role.trust_policy);
        }
    });
}

fn published(world: &World) -> usize {
    world.state().notifications.len()
}

fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report is JSON")
}

/// Both methods, each with something to say.
async fn reports() -> Vec<(&'static str, World, Report)> {
    let (role, config) = with_role();
    open_to_everyone(&role);
    let of_role = run(&role, &config).await;
    let (key, config, rotation) = with_key().await;
    keys::rotate(&key, &rotation, keys::FIRST).await.unwrap();
    advance(&key, DAY);
    set_state(&key, ClusterState::Stopped);
    let fault = Fault::Fail(PortErrorKind::AccessDenied);
    key.inject(At::Operation("iam:SimulatePrincipalPolicy", 1), fault);
    let of_key = run(&key, &config).await;
    vec![("role", role, of_role), ("key", key, of_key)]
}

#[tokio::test(start_paused = true)]
async fn the_report_keeps_its_shape() {
    for (name, world, report) in reports().await {
        let metrics = world.state().metrics.join("\n");
        let text = report.to_text(16 << 10);
        let record = format!("{}\n\n{text}\n\n{metrics}", json(&report));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("report-{name}"), record);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn the_page_about_the_report_names_every_field() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    for (_, _, report) in reports().await {
        let mut names = Vec::new();
        fields(&serde_json::to_value(&report).unwrap(), &mut names);
        for name in names {
            assert!(
                page.contains(&format!("`{name}`")),
                "{name} is not on the page"
            );
        }
    }
}

fn fields(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                names.push(name.clone());
                fields(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, names)),
        _ => {}
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_is_told_only_when_something_changed() {
    let (world, config) = with_role();
    let report = run(&world, &config).await;
    assert_eq!(report.notification, Notification::NoNews, "all is well");
    open_to_everyone(&world);
    assert_eq!(run(&world, &config).await.notification, Notification::Sent);
    for _ in 0..3 {
        advance(&world, DAY);
        let report = run(&world, &config).await;
        assert_eq!(report.notification, Notification::NoNews, "known already");
    }
    assert_eq!(published(&world), 1);
    set_state(&world, ClusterState::InvalidCredentials);
    run(&world, &config).await;
    assert_eq!(published(&world), 2, "one more finding is news");
    world.edit(|state| {
        super::TRUSTED.clone_into(&mut state.roles.get_mut("qovery-role").unwrap().trust_policy);
    });
    deploy(&world);
    run(&world, &config).await;
    assert_eq!(published(&world), 3, "that it is well again is news, too");
    let (topic, subject, message) = world.state().notifications[0].clone();
    assert_eq!(
        (topic.as_str(), subject.as_str()),
        (TOPIC, "Qovery connection `qovery`: 1 finding")
    );
    assert!(message.contains("hint: role `qovery-role`"), "{message}");
    let tag = world.state().roles[FUNCTION_ROLE].tags["qovery-aws-connect/last-report"].clone();
    assert!(tag.starts_with("at=2026-03-04T12:00:00Z digest="), "{tag}");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_could_be_told_is_told_by_the_next_run() {
    let (world, config) = with_role();
    open_to_everyone(&world);
    let fault = Fault::Fail(PortErrorKind::AccessDenied);
    world.inject(At::Operation("sns:Publish", 1), fault);
    assert_eq!(
        run(&world, &config).await.notification,
        Notification::Failed
    );
    assert!(world.state().metrics[0].contains(r#""FailedNotifications":1"#));
    assert_eq!(run(&world, &config).await.notification, Notification::Sent);
    world.inject(At::Operation("iam:ListRoleTags", 3), fault);
    assert_eq!(
        run(&world, &config).await.notification,
        Notification::Sent,
        "twice rather than not at all"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_tells_once_what_it_would_do() {
    let (world, mut config, rotation) = with_key().await;
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    advance(&world, DAY);
    deploy(&world);
    advance(&world, DAY);
    run(&world, &config).await;
    assert_eq!(published(&world), 0);
    config.dry_run = true;
    advance(&world, 8 * DAY);
    for _ in 0..3 {
        run(&world, &config).await;
        advance(&world, DAY);
    }
    assert_eq!(published(&world), 1);
    let (_, subject, message) = world.state().notifications[0].clone();
    assert_eq!(
        subject,
        "Qovery connection `qovery`: no findings, 1 change, dry run"
    );
    assert!(message.contains("would be done: deactivate"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn without_a_topic_nobody_is_told_and_nothing_is_remembered() {
    let (world, mut config) = with_role();
    config.topic = None;
    open_to_everyone(&world);
    let report = run(&world, &config).await;
    assert_eq!(report.notification, Notification::Off);
    assert_eq!(world.effects(), []);
}

/// Source: CloudWatch user guide, "Specification: Embedded metric format".
#[tokio::test(start_paused = true)]
async fn every_metric_line_is_in_the_embedded_metric_format() {
    for (_, world, report) in reports().await {
        let lines = world.state().metrics;
        assert!(lines.len() > 1, "the stack, and each code");
        for line in &lines {
            assert!(!line.contains('\n'));
            let document: Value = serde_json::from_str(line).unwrap();
            let directive = &document["_aws"]["CloudWatchMetrics"][0];
            assert_eq!(
                document["_aws"]["Timestamp"],
                report.at.unix_timestamp() * 1000
            );
            for name in directive["Dimensions"][0].as_array().unwrap() {
                assert!(document[name.as_str().unwrap()].is_string(), "{line}");
            }
            for metric in directive["Metrics"].as_array().unwrap() {
                assert!(
                    document[metric["Name"].as_str().unwrap()].is_number(),
                    "{line}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_report_metric_message_tag_or_log_line_shows_a_secret() {
    logged::keep();
    for call in 0..=30 {
        let (world, config, rotation) = with_key().await;
        keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
        advance(&world, DAY);
        deploy(&world);
        set_state(&world, ClusterState::InvalidCredentials);
        world.forget_calls();
        world.inject(At::Call(call), Fault::Fail(PortErrorKind::Other));
        let report = run(&world, &config).await;
        let state = world.state();
        let shown = format!(
            "{} {} {report:?} {:?} {:?} {:?} {config:?}",
            json(&report),
            report.to_text(64 << 10),
            state.metrics,
            state.notifications,
            state.roles,
        );
        assert!(!shown.contains("Planted"), "call {call}: {shown}");
    }
    let log = logged::take();
    assert!(log.contains("repaired"), "nothing was logged");
    assert!(!log.contains("Planted"));
}
