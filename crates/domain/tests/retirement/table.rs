//! The combinations.

use domain::{
    aws::iam::KeyStatus,
    qovery::{ClusterLock, ClusterState, ClusterStatus},
    rotation::KeyStatusNote,
};

use crate::case::{At, Case, Copied, LastUse, Place, Shown};

/// Before the push, at it, after it, within and outside the grace period before the last `NOWS`.
const TIMES: &[Option<At>] = &[
    None,
    Some(At(-1, 0)),
    Some(At(0, 0)),
    Some(At(0, 1)),
    Some(At(1, 0)),
    Some(At(6, 0)),
];

/// The edges of the grace periods after each of the times.
const NOWS: &[At] = &[At(0, 1), At(6, 0), At(7, 0), At(7, 1), At(8, 0), At(13, 0)];

fn status(state: Option<ClusterState>, at: Option<At>) -> ClusterStatus {
    ClusterStatus {
        state,
        last_deployment_at: at.map(At::time),
        lock: None,
    }
}

/// No cluster, one of every state and date, one that is locked or not listed, and pairs of them.
fn clusters() -> Vec<Vec<Option<ClusterStatus>>> {
    let states = ClusterState::ALL.iter().copied().map(Some);
    let states: Vec<_> = states.chain([None]).collect();
    let (deployed, stopped) = (Some(ClusterState::Deployed), Some(ClusterState::Stopped));
    let mut all = vec![Vec::new(), vec![None]];
    for at in TIMES {
        all.extend(states.iter().map(|state| vec![Some(status(*state, *at))]));
        let mut locked = status(deployed, *at);
        locked.lock = Some(ClusterLock {
            owner: "a person".to_owned(),
            reason: "a freeze".to_owned(),
            until: None,
        });
        all.push(vec![Some(locked)]);
        all.push(vec![Some(status(deployed, *at)), None]);
        for other in TIMES {
            let one = Some(status(deployed, *at));
            all.push(vec![one.clone(), Some(status(deployed, *other))]);
            all.push(vec![one, Some(status(stopped, *other))]);
        }
    }
    all
}

fn last_uses() -> Vec<LastUse> {
    let known = TIMES.iter().flatten().map(|at| LastUse::Was(*at));
    [LastUse::Unknown, LastUse::Never]
        .into_iter()
        .chain(known)
        .collect()
}

fn notes() -> Vec<Option<KeyStatusNote>> {
    let mut notes = vec![None];
    for at in TIMES.iter().flatten() {
        notes.push(Some(KeyStatusNote::Inactive(at.time())));
        notes.push(Some(KeyStatusNote::Reactivated(at.time())));
        notes.push(Some(KeyStatusNote::Moved(at.time())));
    }
    notes
}

/// All clusters were seen to have moved a day after the push; the key went inactive then.
const ENDS_ACTIVE: KeyStatusNote = KeyStatusNote::Moved(At(1, 0).time());
const ENDS_INACTIVE: KeyStatusNote = KeyStatusNote::Inactive(At(1, 0).time());

/// Clusters × last use × age × state of the key, where everything else is as it should be; then
/// everything else, where a note and the time would end the key.
pub(crate) fn every_case(mut check: impl FnMut(&Case)) {
    let mut case = Case {
        clusters: Vec::new(),
        are_statuses_known: true,
        last_used: LastUse::Unknown,
        status: KeyStatus::Active,
        note: None,
        place: Place::Previous,
        shown: Shown::New,
        copied: Copied::Nowhere,
        pushed: Some(true),
        superseded: None,
        now: At(0, 0),
    };
    let clusters = clusters();
    for status in [KeyStatus::Active, KeyStatus::Inactive] {
        for note in notes() {
            (case.status, case.note) = (status, note);
            // Clusters have no say any more once the key is inactive.
            let is_active = status == KeyStatus::Active;
            let said = if is_active { clusters.len() } else { 2 };
            for clusters in clusters.iter().take(said).cloned() {
                case.clusters = clusters;
                at_every_time(&mut case, &mut check);
            }
        }
        for note in [None, Some(ENDS_ACTIVE), Some(ENDS_INACTIVE)] {
            (case.status, case.note) = (status, note);
            everything_else(case.clone(), &mut check);
        }
    }
}

fn at_every_time(case: &mut Case, check: &mut impl FnMut(&Case)) {
    for last_used in last_uses() {
        for now in NOWS {
            (case.last_used, case.now) = (last_used, *now);
            check(case);
        }
    }
}

fn everything_else(mut case: Case, check: &mut impl FnMut(&Case)) {
    use {Copied as C, Place as P, Shown as S};
    case.now = At(13, 0);
    let moved = status(Some(ClusterState::Deployed), Some(At(1, 0)));
    for place in [P::Previous, P::Current, P::Pending, P::Recorded, P::Nowhere] {
        for shown in [S::New, S::Old, S::Role, S::Unlisted, S::Unknown] {
            for copied in [
                C::Nowhere,
                C::Credentials,
                C::Registry,
                C::Unreadable,
                C::Unread,
            ] {
                for superseded in [None, Some(At(0, 0)), Some(At(6, 0))] {
                    (case.place, case.shown, case.copied) = (place, shown, copied);
                    case.superseded = superseded;
                    for clusters in [Vec::new(), vec![Some(moved.clone())]] {
                        case.clusters = clusters;
                        what_is_known(&mut case, check);
                    }
                }
            }
        }
    }
}

fn what_is_known(case: &mut Case, check: &mut impl FnMut(&Case)) {
    for pushed in [None, Some(false), Some(true)] {
        for last_used in [LastUse::Unknown, LastUse::Never, LastUse::Was(At(6, 0))] {
            for are_statuses_known in [true, false] {
                (case.pushed, case.last_used) = (pushed, last_used);
                case.are_statuses_known = are_statuses_known;
                check(case);
            }
        }
    }
    case.are_statuses_known = true;
}
