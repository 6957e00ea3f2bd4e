//! Many accounts at once, against the limit that Qovery publishes.

use std::{collections::BTreeSet, time::Duration};

use domain::port_error::PortErrorKind;
use support::world::{At, Fault};
use tokio::time::sleep;

use super::{
    member::{Member, NAME},
    scene::Scene,
};

const AN_HOUR: Duration = Duration::from_hours(1);

#[tokio::test(start_paused = true)]
async fn nine_hundred_accounts_are_connected_by_a_thousand_requests_within_the_hour() {
    let scene = Scene::new();
    let members: Vec<Member> = (0..900)
        .map(|n| Member::not_ready(&scene.world, n))
        .collect();
    let began = scene.world.now();
    scene.publish(members.iter().map(Member::create)).await;
    let become_visible = async {
        sleep(Duration::from_secs(12)).await;
        members.iter().for_each(Member::make_reader);
    };
    tokio::join!(scene.work(), become_visible);

    assert!(scene.requests() <= 1_000, "{} requests", scene.requests());
    let (answered, last) = scene.last_answer();
    assert_eq!(answered, 900);
    let took = last.expect("answers came") - began;
    assert!(took < AN_HOUR, "the last answer came after {took}");
    let held = scene.held();
    assert_eq!(
        (held.len(), distinct(&held)),
        (900, 900),
        "none twice, none lost"
    );
    for member in &members {
        assert_eq!(scene.answer(&member.url("create"))["Status"], "SUCCESS");
    }
    assert_eq!(scene.dead(), 0);
}

#[tokio::test(start_paused = true)]
async fn of_two_thousand_accounts_those_beyond_the_hour_are_told_when_to_come_back() {
    let scene = Scene::new();
    let members: Vec<Member> = (0..2_000).map(|n| Member::new(&scene.world, n)).collect();
    let began = scene.world.now();
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;

    let (answered, last) = scene.last_answer();
    assert_eq!(answered, 2_000, "none is silently late");
    assert!(last.expect("answers came") - began < AN_HOUR);
    let held: BTreeSet<String> = scene.held().into_iter().collect();
    assert!(held.len() > 890, "{} are connected", held.len());
    for member in &members {
        let answer = scene.answer(&member.url("create"));
        let is_held = held.contains(&member.role());
        let reason = answer["Reason"].as_str().expect("a reason");
        let is_told = reason.contains("try again at 2026-03-01T13:0");
        assert_eq!(answer["Status"] == "SUCCESS", is_held, "{answer}");
        assert_eq!(is_told, !is_held, "{answer}");
    }
    assert_eq!(scene.dead(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_not_ready_delays_no_other() {
    let took = async |is_first_ready: bool| {
        let scene = Scene::new();
        let members: Vec<Member> = (0..60)
            .map(|n| Member::not_ready(&scene.world, n))
            .collect();
        let skipped = usize::from(!is_first_ready);
        members.iter().skip(skipped).for_each(Member::make_reader);
        scene.publish(members.iter().map(Member::create)).await;
        let began = scene.world.now();
        let become_visible = async {
            sleep(Duration::from_mins(30)).await;
            members[0].make_reader();
        };
        tokio::join!(scene.work(), become_visible);
        let times = members.iter().skip(1).map(|member| {
            assert_eq!(scene.answer(&member.url("create"))["Status"], "SUCCESS");
            scene.answered_at(&member.url("create")).expect("an answer")
        });
        let last = times.max().expect("members") - began;
        (last, scene.answer(&members[0].url("create")))
    };
    let (all_ready, _) = took(true).await;
    let (one_late, told) = took(false).await;
    // It is looked at once in a batch, and put back.
    let batch = time::Duration::seconds(2);
    assert!(
        one_late < all_ready + batch,
        "{one_late} instead of {all_ready}"
    );
    let reason = told["Reason"].as_str().expect("a reason");
    assert!(
        reason.contains("the hub cannot look into the account"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_iam_does_not_show_yet_delays_no_other_of_its_batch() {
    let scene = Scene::new();
    let members: Vec<Member> = (0..10).map(|n| Member::new(&scene.world, n)).collect();
    members[0].world.edit(|state| {
        let role = state.roles.get_mut(NAME).expect("the role");
        role.unseen_reads = 3;
    });
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;
    for (number, member) in members.iter().enumerate() {
        assert_eq!(scene.answer(&member.url("create"))["Status"], "SUCCESS");
        let at = scene.answered_at(&member.url("create")).expect("an answer");
        let most = Duration::from_secs(if number == 0 { 60 } else { 3 });
        assert!(at - scene.began_at < most, "{number}: {at}");
    }
}

#[tokio::test(start_paused = true)]
async fn permissions_that_iam_never_tells_are_reported_and_hold_nothing_up_for_ever() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    for call in 1..100 {
        let asked = At::Operation("iam:SimulatePrincipalPolicy", call);
        let denied = Fault::Fail(PortErrorKind::AccessDenied);
        member.world.inject(asked, denied);
    }
    scene.publish([member.create()]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("create"));
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let at = scene.answered_at(&member.url("create")).expect("an answer");
    assert!(at - scene.began_at < Duration::from_mins(6), "{at}");
}

fn distinct(arns: &[String]) -> usize {
    arns.iter().collect::<BTreeSet<_>>().len()
}
