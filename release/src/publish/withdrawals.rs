//! A version is withdrawn; a region is new. What each list says of both.

use super::{
    in_memory::Regions,
    tests::{REGIONS, V1, V2, assert_no_pointer_leads_nowhere, latest_of, set, versions},
    *,
};
use crate::Version;

/// Both versions, published in this order, and their list.
fn published() -> (Regions, Versions) {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap();
    let both = versions(&[&one, &two]);
    publish(&two, &both, &mut regions.buckets(None), |_| ()).unwrap();
    (regions, both)
}

/// As a person writes it into `releases/versions.json`.
fn withdraw(versions: &mut Versions, which: &Version) {
    let releases = &mut versions.versions;
    let release = releases.iter_mut().find(|one| one.version == *which);
    release.unwrap().withdrawn = Some("leaks".to_owned());
}

fn refused(regions: &Regions, set: &Set, versions: &Versions) -> String {
    let refused = publish(set, versions, &mut regions.buckets(None), |_| ()).unwrap_err();
    format!("{refused:#}")
}

#[test]
fn the_newest_version_is_withdrawn_wherever_that_is_interrupted() {
    let mut steps = 0;
    loop {
        let (regions, mut all) = published();
        assert_eq!(latest_of(&regions), ["2.0.0"; 3]);
        withdraw(&mut all, &V2);
        let interrupted = move_pointers(&all, &mut regions.buckets(Some(steps)), |_| ());
        assert_no_pointer_leads_nowhere(&regions);
        move_pointers(&all, &mut regions.buckets(None), |_| ()).unwrap();
        assert_eq!(latest_of(&regions), ["1.0.0"; 3], "after {steps} steps");
        for (region, objects) in REGIONS.iter().zip(&regions.objects) {
            let expected = all.in_region(region).text().into_bytes();
            assert_eq!(objects.borrow()[VERSIONS], expected);
        }
        if interrupted.is_ok() {
            break;
        }
        steps += 1;
    }
    assert!(steps > 20, "every step was tried: {steps}");
}

#[test]
fn where_every_version_is_withdrawn_nothing_can_be_launched_as_the_latest() {
    let (regions, mut all) = published();
    withdraw(&mut all, &V1);
    withdraw(&mut all, &V2);
    move_pointers(&all, &mut regions.buckets(None), |_| ()).unwrap();
    assert_eq!(latest_of(&regions), ["none"; 3]);
}

/// The workflow of its tag, which knows nothing of the withdrawal, runs once more.
#[test]
fn a_withdrawn_version_is_not_published_as_one_in_use_again() {
    let (regions, both) = published();
    let mut all = both.clone();
    withdraw(&mut all, &V2);
    move_pointers(&all, &mut regions.buckets(None), |_| ()).unwrap();
    let again = refused(&regions, &set(&V2), &both);
    assert!(
        again.ends_with("2.0.0 is withdrawn, and here it is not"),
        "{again}"
    );
    assert_eq!(latest_of(&regions), ["1.0.0"; 3]);
}

#[test]
fn pointers_do_not_go_to_what_is_not_published() {
    let (one, regions) = (set(&V1), Regions::default());
    publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap();
    let both = versions(&[&one, &set(&V2)]);
    let refused = move_pointers(&both, &mut regions.buckets(None), |_| ()).unwrap_err();
    let expected = "versions.json in us-east-1: 2.0.0 is listed here, and not published";
    assert_eq!(format!("{refused:#}"), expected);
}

#[test]
fn a_next_release_says_of_past_ones_what_they_were() {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap();
    let mut both = versions(&[&one, &two]);
    // As of a build of somebody's own.
    both.versions[1].template_sha256 = "another".to_owned();
    let rewritten = refused(&regions, &two, &both);
    assert!(
        rewritten.ends_with("1.0.0 was published as another than is listed here"),
        "{rewritten}"
    );
}

#[test]
fn a_new_region_lists_what_it_has_and_no_older_release() {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    let old = REGIONS[..2]
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    let first = Versions::default().with(one.release(None, &old).unwrap());
    publish(&one, &first, &mut regions.buckets(None)[..2], |_| ()).unwrap();
    let mut both = first.with(two.release(None, &REGIONS.map(str::to_owned)).unwrap());
    publish(&two, &both, &mut regions.buckets(None), |_| ()).unwrap();
    assert_no_pointer_leads_nowhere(&regions);
    let list = regions.objects[2].borrow()[VERSIONS].clone();
    let list: Versions = serde_json::from_slice(&list).unwrap();
    assert_eq!(list.versions, [both.versions[0].clone()]);
    withdraw(&mut both, &V2);
    move_pointers(&both, &mut regions.buckets(None), |_| ()).unwrap();
    assert_eq!(latest_of(&regions), ["1.0.0", "1.0.0", "none"]);
}
