//! The combinations.

use domain::{
    aws::iam::KeyStatus,
    qovery::{ClusterState, ClusterStatus},
    rotation::{ClusterUse, KeyStatusNote},
};

use crate::case::{At, Case, LastUse, Place};

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

fn clusters() -> Vec<Option<Vec<ClusterUse>>> {
    let one = |state: Option<ClusterState>, at: Option<At>| ClusterUse {
        name: "one".to_owned(),
        status: ClusterStatus {
            state,
            last_deployment_at: at.map(At::time),
        },
    };
    let states = ClusterState::ALL.iter().copied().map(Some);
    let states: Vec<_> = states.chain([None]).collect();
    let (deployed, stopped) = (Some(ClusterState::Deployed), Some(ClusterState::Stopped));
    let mut all = vec![None, Some(Vec::new())];
    for at in TIMES {
        all.extend(states.iter().map(|state| Some(vec![one(*state, *at)])));
        for other in TIMES {
            all.push(Some(vec![one(deployed, *at), one(deployed, *other)]));
            all.push(Some(vec![one(deployed, *at), one(stopped, *other)]));
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

fn states_of_the_key() -> Vec<(KeyStatus, Option<KeyStatusNote>)> {
    let mut notes = vec![None];
    for at in TIMES.iter().flatten() {
        notes.push(Some(KeyStatusNote::Inactive(at.time())));
        notes.push(Some(KeyStatusNote::Reactivated(at.time())));
    }
    let both = [KeyStatus::Active, KeyStatus::Inactive];
    both.iter()
        .flat_map(|status| notes.iter().map(|note| (*status, *note)))
        .collect()
}

/// Clusters × last use × age × state of the key, where everything else is as it should be; then
/// everything else, where these would end the key.
pub(crate) fn every_case(mut check: impl FnMut(&Case)) {
    let mut case = Case {
        clusters: None,
        last_used: LastUse::Unknown,
        status: KeyStatus::Active,
        note: None,
        place: Place::Previous,
        is_qovery_known: true,
        is_held: false,
        pushed: Some(true),
        now: At(0, 0),
    };
    let clusters = clusters();
    for (status, note) in states_of_the_key() {
        (case.status, case.note) = (status, note);
        // Clusters have no say any more once the key is inactive.
        let said = if status == KeyStatus::Active {
            clusters.len()
        } else {
            2
        };
        for clusters in clusters.iter().take(said).cloned() {
            case.clusters = clusters;
            for last_used in last_uses() {
                case.last_used = last_used;
                for now in NOWS {
                    case.now = *now;
                    check(&case);
                }
            }
        }
        case.clusters = Some(Vec::new());
        everything_else(case.clone(), &mut check);
    }
}

fn everything_else(mut case: Case, check: &mut impl FnMut(&Case)) {
    let places = [
        Place::Previous,
        Place::Current,
        Place::Pending,
        Place::Recorded,
        Place::Nowhere,
    ];
    for place in places {
        for bits in 0..4_u8 {
            for pushed in [None, Some(false), Some(true)] {
                for last_used in last_uses() {
                    case.place = place;
                    case.is_qovery_known = bits & 1 == 0;
                    case.is_held = bits & 2 == 0;
                    (case.pushed, case.last_used) = (pushed, last_used);
                    case.now = At(13, 0);
                    check(&case);
                }
            }
        }
    }
}
