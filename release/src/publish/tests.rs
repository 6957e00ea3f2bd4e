//! Three regions, and an interruption at every step.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use serde_json::json;
use support::{package::FUNCTIONS, repository};

use super::*;
use crate::{
    Version,
    set::{Architecture, Zip},
};

type Objects = BTreeMap<String, Vec<u8>>;

/// Buckets in memory that stop at some step, all together: the uploader is gone then.
#[derive(Default)]
struct Regions {
    objects: [Rc<RefCell<Objects>>; 3],
    steps_left: Rc<Cell<Option<usize>>>,
}

struct InMemory {
    region: &'static str,
    objects: Rc<RefCell<Objects>>,
    steps_left: Rc<Cell<Option<usize>>>,
}

impl Regions {
    fn buckets(&self, steps: Option<usize>) -> Vec<InMemory> {
        self.steps_left.set(steps);
        let regions = ["us-east-1", "eu-west-3", "ap-south-1"]
            .into_iter()
            .zip(&self.objects);
        let bucket = |(region, objects): (_, &Rc<RefCell<Objects>>)| InMemory {
            region,
            objects: objects.clone(),
            steps_left: self.steps_left.clone(),
        };
        regions.map(bucket).collect()
    }

    /// What anybody sees at any moment: where a pointer names a version, each region has all of it.
    fn assert_no_pointer_leads_nowhere(&self) {
        for pointing in &self.objects {
            let Some(versions) = pointing.borrow().get(VERSIONS).cloned() else {
                continue;
            };
            let versions: Versions = serde_json::from_slice(&versions).unwrap();
            for release in &versions.versions {
                for objects in &self.objects {
                    let key = format!("v{}/", release.version);
                    let count = objects
                        .borrow()
                        .keys()
                        .filter(|name| name.starts_with(&key))
                        .count();
                    assert_eq!(count, set(&release.version).files.len(), "{key}");
                }
            }
        }
    }
}

impl InMemory {
    /// The step is taken or not: an interruption comes before it, and the last one after it.
    fn step(&self) -> Result<()> {
        match self.steps_left.get() {
            Some(0) => bail!("interrupted"),
            left => self.steps_left.set(left.map(|left| left - 1)),
        }
        Ok(())
    }
}

impl Bucket for InMemory {
    fn region(&self) -> &str {
        self.region
    }

    fn put_new(&mut self, key: &str, bytes: &[u8]) -> Result<Put> {
        self.step()?;
        let mut objects = self.objects.borrow_mut();
        if objects.contains_key(key) {
            return Ok(Put::WasThere);
        }
        objects.insert(key.to_owned(), bytes.to_vec());
        Ok(Put::Done)
    }

    fn put(&mut self, key: &str, bytes: &[u8]) -> Result<()> {
        self.step()?;
        self.objects
            .borrow_mut()
            .insert(key.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn read(&self, key: &str) -> Result<Option<Vec<u8>>> {
        self.step()?;
        Ok(self.objects.borrow().get(key).cloned())
    }
}

/// A whole set; any file serves as a zip.
fn set(version: &Version) -> Set {
    let zips = FUNCTIONS.iter().flat_map(|function| {
        Architecture::ALL.map(|architecture| Zip {
            function: (*function).to_owned(),
            architecture,
            path: repository::root().join("clippy.toml"),
        })
    });
    let template = json!({"Description": version.to_string()});
    Set::new(
        version,
        &[(TEMPLATE, &template)],
        &json!({}),
        &zips.collect::<Vec<_>>(),
    )
    .unwrap()
}

fn versions(releases: &[&Set]) -> Versions {
    let releases = releases.iter().map(|set| set.release(None).unwrap());
    releases.fold(Versions::default(), Versions::with)
}

static V1: Version = Version::new(1, 0, 0);
static V2: Version = Version::new(2, 0, 0);

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
        regions.assert_no_pointer_leads_nowhere();
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
    assert!(steps > 60, "every step was tried: {steps}");
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
    assert!(
        refused.to_string().starts_with("us-east-1 has 2.0.0"),
        "{refused}"
    );
    // A late repair of the line before is no step back of `latest`.
    publish(
        &one,
        &versions(&[&one, &two]),
        &mut regions.buckets(None),
        |_| (),
    )
    .unwrap();
    let latest = regions.objects[0].borrow()[LATEST].clone();
    assert_eq!(latest, two.files[TEMPLATE]);
}

#[test]
fn a_partial_set_is_not_published() {
    let partial = Set::new(&V1, &[(TEMPLATE, &json!({}))], &json!({}), &[]).unwrap();
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
