//! Three regions, and an interruption at every step.

use std::{cell::RefCell, rc::Rc};

use serde_json::json;

use super::{
    in_memory::{InMemory, Objects, Regions},
    *,
};
use crate::{
    Version,
    set::{PAGE, TEMPLATE},
};

/// A whole set: its template names no function.
pub(super) fn set(version: &Version) -> Set {
    let template = json!({"Description": version.to_string()});
    let templates = [(TEMPLATE, &template)];
    Set::new(
        version,
        &templates,
        &format!("page {version}"),
        &json!({}),
        &[],
    )
    .unwrap()
}

pub(super) const REGIONS: [&str; 3] = ["us-east-1", "eu-west-3", "ap-south-1"];

/// All releases, each in all regions.
pub(super) fn versions(releases: &[&Set]) -> Versions {
    let regions = REGIONS.map(str::to_owned);
    let releases = releases.iter();
    let releases = releases.map(|set| set.release(None, &regions).unwrap());
    releases.fold(Versions::default(), Versions::with)
}

/// What anybody sees at any moment: where a pointer names a version, each region of that version has
/// all of it.
pub(super) fn assert_no_pointer_leads_nowhere(regions: &Regions) {
    for pointing in &regions.objects {
        let Some(versions) = pointing.borrow().get(VERSIONS).cloned() else {
            continue;
        };
        let versions: Versions = serde_json::from_slice(&versions).unwrap();
        for release in &versions.versions {
            let places = REGIONS.iter().zip(&regions.objects);
            let places =
                places.filter(|(region, _)| release.regions.iter().any(|one| one == *region));
            for (_, objects) in places {
                let folder = format!("v{}/", release.version);
                let objects = objects.borrow();
                let count = objects
                    .keys()
                    .filter(|key| key.starts_with(&folder))
                    .count();
                assert_eq!(count, set(&release.version).files.len(), "{folder}");
            }
        }
    }
}

/// Whose template and page are in `latest/` of each region.
pub(super) fn latest_of(regions: &Regions) -> Vec<String> {
    let version = |name: &str, bytes: &Vec<u8>| {
        let is_of = |version: &&&Version| set(version).files[name] == *bytes;
        let found = [&V1, &V2].iter().find(is_of).map(ToString::to_string);
        found.unwrap_or_else(|| "none".to_owned())
    };
    let of_region = |objects: &Rc<RefCell<Objects>>| {
        let objects = objects.borrow();
        let [template, page] = [TEMPLATE, PAGE].map(|name| version(name, &objects[&latest(name)]));
        assert_eq!(template, page);
        template
    };
    regions.objects.iter().map(of_region).collect()
}

pub(super) static V1: Version = Version::new(1, 0, 0);
pub(super) static V2: Version = Version::new(2, 0, 0);

#[test]
fn a_publication_that_is_interrupted_anywhere_is_repeated_and_ends_the_same() {
    let (one, two) = (set(&V1), set(&V2));
    let whole = Regions::default();
    publish(&one, &versions(&[&one]), &mut whole.buckets(None), |_| ()).unwrap();
    publish(
        &two,
        &versions(&[&one, &two]),
        &mut whole.buckets(None),
        |_| (),
    )
    .unwrap();
    let mut steps = 0;
    loop {
        let regions = Regions::default();
        publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap();
        let interrupted = publish(
            &two,
            &versions(&[&one, &two]),
            &mut regions.buckets(Some(steps)),
            |_| (),
        );
        assert_no_pointer_leads_nowhere(&regions);
        let is_over = interrupted.is_ok();
        publish(
            &two,
            &versions(&[&one, &two]),
            &mut regions.buckets(None),
            |_| (),
        )
        .unwrap();
        assert_eq!(
            regions.objects, whole.objects,
            "interrupted after {steps} steps"
        );
        if is_over {
            break;
        }
        steps += 1;
    }
    assert!(steps > 35, "every step was tried: {steps}");
}

#[test]
fn an_object_of_another_content_is_never_replaced() {
    let (set, regions) = (set(&V1), Regions::default());
    let key = format!("v{V1}/{TEMPLATE}");
    regions.objects[1].borrow_mut().insert(key, b"{}".to_vec());
    let refused =
        publish(&set, &versions(&[&set]), &mut regions.buckets(None), |_| ()).unwrap_err();
    assert_eq!(
        format!("{refused:#}"),
        "upload to eu-west-3: v1.0.0/template.json is there and is another"
    );
    assert!(!regions.objects[0].borrow().contains_key(VERSIONS));
}

#[test]
fn pointers_do_not_go_back() {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    publish(&two, &versions(&[&two]), &mut regions.buckets(None), |_| ()).unwrap();
    let refused =
        publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap_err();
    assert_eq!(
        format!("{refused:#}"),
        "versions.json in us-east-1: 2.0.0 is published, and not listed here"
    );
    // A late repair of the line before is no step back of `latest`.
    publish(
        &one,
        &versions(&[&one, &two]),
        &mut regions.buckets(None),
        |_| (),
    )
    .unwrap();
    assert_eq!(latest_of(&regions), ["2.0.0"; 3]);
}

#[test]
fn a_publication_that_was_overtaken_moves_no_pointer() {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    let overtaking = versions(&[&two]).text().into_bytes();
    let overtake = |step: &str| {
        if step == "us-east-1: read back" {
            let mut objects = regions.objects[0].borrow_mut();
            objects.insert(VERSIONS.to_owned(), overtaking.clone());
        }
    };
    let mut buckets = regions.buckets(None);
    let refused = publish(&one, &versions(&[&one]), &mut buckets, overtake).unwrap_err();
    let refused = format!("{refused:#}");
    assert!(refused.contains("2.0.0 is published, and not"), "{refused}");
    assert_eq!(regions.objects[0].borrow()[VERSIONS], overtaking);
}

/// A bucket whose list is there, and nobody may read it.
struct Hiding(InMemory);

impl Bucket for Hiding {
    fn region(&self) -> &str {
        self.0.region()
    }

    fn read(&self, key: &str) -> Result<Option<Object>> {
        let read = self.0.read(key)?;
        Ok(read.filter(|_| key != VERSIONS))
    }

    fn put(&mut self, key: &str, bytes: &[u8], before: Option<&Object>) -> Result<Put> {
        self.0.put(key, bytes, before)
    }
}

#[test]
fn a_list_that_nobody_can_read_is_not_taken_for_an_absent_one() {
    let (one, two, regions) = (set(&V1), set(&V2), Regions::default());
    publish(&one, &versions(&[&one]), &mut regions.buckets(None), |_| ()).unwrap();
    let before = regions.objects[0].borrow()[VERSIONS].clone();
    let mut hiding: Vec<Hiding> = regions.buckets(None).into_iter().map(Hiding).collect();
    let refused = publish(&two, &versions(&[&two]), &mut hiding, |_| ()).unwrap_err();
    let refused = format!("{refused:#}");
    assert!(refused.contains("or one that nobody can read"), "{refused}");
    assert_eq!(regions.objects[0].borrow()[VERSIONS], before);
}

#[test]
fn the_buckets_of_these_tests_do_what_every_bucket_does() {
    contract::check(&mut Regions::default().buckets(None)[0]).unwrap();
}

#[test]
fn a_partial_set_is_not_published() {
    let partial = {
        let code = json!({"Fn::Sub": "v1.0.0/rotation-${Architecture}.zip"});
        Set::new(&V1, &[(TEMPLATE, &code)], "", &json!({}), &[]).unwrap()
    };
    let regions = Regions::default();
    let refused =
        publish(&partial, &versions(&[]), &mut regions.buckets(None), |_| ()).unwrap_err();
    assert!(
        refused.to_string().starts_with("the set is partial"),
        "{refused}"
    );
    assert!(
        regions
            .objects
            .iter()
            .all(|objects| objects.borrow().is_empty())
    );
}
