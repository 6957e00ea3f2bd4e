//! Deliveries that come twice, processes that are killed, answers that are lost.

use std::{collections::BTreeSet, time::Duration};

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use support::world::{At, Fault, World};
use tokio::time::sleep;

use super::{member::Member, scene::Scene};

const POST: &str = "POST /organization/{id}/aws/credentials";

/// All answered, in time, with one credential for each account.
fn assert_all_connected(scene: &Scene, members: &[Member], when: &str) {
    let held = scene.held();
    let distinct: BTreeSet<&String> = held.iter().collect();
    assert_eq!(
        (held.len(), distinct.len()),
        (members.len(), members.len()),
        "{when}"
    );
    for member in members {
        let answers = scene.answers(&member.url("create"));
        let last = answers
            .last()
            .unwrap_or_else(|| panic!("{when}: no answer"));
        assert_eq!(last["Status"], "SUCCESS", "{when}: {last}");
    }
    assert_eq!(scene.dead(), 0, "{when}");
}

/// One process in two is killed at some call, and one `POST` in twenty happens without an answer.
fn unlucky(number: usize, process: &World) {
    if number % 2 == 1 {
        let fault = if number % 4 == 1 {
            Fault::Kill
        } else {
            Fault::KillAfter
        };
        process.inject(At::Call(7 + number * 5 % 40), fault);
    }
    for lost in (3..200).step_by(20) {
        process.inject(At::Operation(POST, lost), Fault::LostAnswer);
    }
}

/// Every request has come three times: two deliveries at once, and one ten minutes later, when
/// nobody waits any more for those that have their answers.
async fn deliver_three_times(scene: &Scene, members: &[Member]) {
    let all = || members.iter().map(Member::create);
    let answers = |member: &Member| scene.answers(&member.url("create")).len();
    scene.publish(all()).await;
    scene.publish(all()).await;
    let again = async {
        sleep(Duration::from_mins(10)).await;
        let done = members.iter().filter(|member| answers(member) > 0);
        let done: Vec<&Member> = done.collect();
        for member in &done {
            member.move_stack(StackStatus::CreateComplete);
        }
        // What is under way then has looked before.
        sleep(Duration::from_mins(1)).await;
        let done: Vec<_> = done
            .into_iter()
            .map(|member| (member, answers(member)))
            .collect();
        scene.publish(all()).await;
        done
    };
    let ((), done) = tokio::join!(scene.work(), again);
    scene.work().await;
    assert!(done.len() > 500, "{} were answered", done.len());
    for (member, before) in done {
        assert_eq!(answers(member), before, "a late double gets no answer");
    }
}

#[tokio::test(start_paused = true)]
async fn nine_hundred_come_through_doubled_deliveries_killed_processes_and_lost_answers() {
    let scene = Scene::with(unlucky);
    let members: Vec<Member> = (0..900).map(|n| Member::new(&scene.world, n)).collect();
    let began = scene.world.now();
    deliver_three_times(&scene, &members).await;
    let held = scene.held();
    let distinct: BTreeSet<&String> = held.iter().collect();
    assert_eq!(held.len(), distinct.len(), "none twice");
    // Each batch that is taken up again lists anew, at the cost of the limit.
    assert!(held.len() > 850, "{} are connected", held.len());
    for member in &members {
        let answers = scene.answers(&member.url("create"));
        let last = answers.last().expect("an answer");
        let reason = last["Reason"].as_str().expect("a reason");
        if last["Status"] == "SUCCESS" {
            assert!(distinct.contains(&member.role()), "none lost: {answers:?}");
        } else {
            // One whose function was killed after its `POST` may be held at Qovery all the same.
            assert!(reason.contains("try again at"), "{answers:?}");
        }
    }
    let (_, last) = scene.last_answer();
    let took = last.expect("answers came") - began;
    assert!(took < Duration::from_hours(1), "the last after {took}");
    assert_eq!(scene.dead(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_killed_at_any_call_is_taken_up_again() {
    // Of the hub: token, list, and for each account role, `POST` and answer.
    let calls = 2 + 3 * 3;
    for call in 1..=calls {
        for fault in [Fault::Kill, Fault::KillAfter] {
            let scene = Scene::new();
            let members: Vec<Member> = (0..3).map(|n| Member::new(&scene.world, n)).collect();
            scene.publish(members.iter().map(Member::create)).await;
            let process = scene.world.another_process();
            process.inject(At::Call(call), fault);
            scene.work_with(process).await;
            assert_all_connected(&scene, &members, &format!("{fault:?} at call {call}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_is_killed_in_a_members_account_is_taken_up_again() {
    let calls = calls_of_a_create().await;
    assert!(calls > 3, "a Create makes {calls} calls in its account");
    for call in 1..=calls {
        let when = format!("killed at call {call}");
        let scene = Scene::new();
        let members: Vec<Member> = (0..2).map(|n| Member::new(&scene.world, n)).collect();
        members[0].world.inject(At::Call(call), Fault::Kill);
        scene.publish(members.iter().map(Member::create)).await;
        scene.work().await;
        assert_all_connected(&scene, &members, &when);
        assert_eq!(scene.processes(), 3, "{when}: one process was killed");
    }
}

/// How many calls a Create makes in its account.
async fn calls_of_a_create() -> usize {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    scene.publish([member.create()]).await;
    scene.work().await;
    member.world.calls().len()
}

#[tokio::test(start_paused = true)]
async fn qovery_may_be_away_for_a_quarter_of_an_hour() {
    let scene = Scene::with(|_, process| {
        for call in 1..=8 {
            let list = At::Operation("GET /organization/{id}/credentials", call);
            process.inject(list, Fault::Fail(PortErrorKind::Unavailable));
        }
    });
    let members: Vec<Member> = (0..5).map(|n| Member::new(&scene.world, n)).collect();
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;
    assert_all_connected(&scene, &members, "in the end");
    let (_, last) = scene.last_answer();
    let away = last.expect("answers came") - scene.began_at;
    assert!(away > Duration::from_mins(15), "{away}");
}

#[tokio::test(start_paused = true)]
async fn what_kills_every_process_ends_as_an_answer() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    for call in 1..200 {
        member.world.inject(At::Call(call), Fault::Kill);
    }
    let began = scene.world.now();
    scene.publish([member.create()]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("create"));
    let reason = answer["Reason"].as_str().expect("a reason");
    assert!(
        reason.starts_with("the hub has had this request"),
        "{answer}"
    );
    let at = scene.answered_at(&member.url("create")).expect("an answer");
    assert!(at - began < Duration::from_hours(1));
    assert_eq!(scene.dead(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_answered_ends_in_the_dead_letter_queue() {
    let scene = Scene::with(|_, process| {
        for call in 1..400 {
            let put = At::Operation("PUT ResponseURL", call);
            process.inject(put, Fault::Fail(PortErrorKind::Other));
        }
    });
    let member = Member::new(&scene.world, 0);
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_eq!(scene.dead(), 1);
    assert_eq!(
        scene.held().len(),
        1,
        "what is registered is found by the next request"
    );
}
