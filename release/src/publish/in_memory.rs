//! Three buckets in memory.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use anyhow::{Result, bail};

use super::{Bucket, Object, Put, tests::REGIONS};
use crate::set::Digest;

pub(super) type Objects = BTreeMap<String, Vec<u8>>;

/// Buckets in memory that stop at some step, all together: the uploader is gone then.
#[derive(Default)]
pub(super) struct Regions {
    pub(super) objects: [Rc<RefCell<Objects>>; 3],
    steps_left: Rc<Cell<Option<usize>>>,
}

pub(super) struct InMemory {
    region: &'static str,
    objects: Rc<RefCell<Objects>>,
    steps_left: Rc<Cell<Option<usize>>>,
}

impl Regions {
    pub(super) fn buckets(&self, steps: Option<usize>) -> Vec<InMemory> {
        self.steps_left.set(steps);
        let regions = REGIONS.into_iter().zip(&self.objects);
        let bucket = |(region, objects): (_, &Rc<RefCell<Objects>>)| InMemory {
            region,
            objects: objects.clone(),
            steps_left: self.steps_left.clone(),
        };
        regions.map(bucket).collect()
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

    fn read(&self, key: &str) -> Result<Option<Object>> {
        self.step()?;
        let objects = self.objects.borrow();
        let object = |bytes: &Vec<u8>| Object {
            bytes: bytes.clone(),
            tag: Digest::of(bytes).hex(),
        };
        Ok(objects.get(key).map(object))
    }

    fn put(&mut self, key: &str, bytes: &[u8], before: Option<&Object>) -> Result<Put> {
        self.step()?;
        let mut objects = self.objects.borrow_mut();
        let there = objects.get(key).map(|bytes| Digest::of(bytes).hex());
        if there != before.map(|before| before.tag.clone()) {
            return Ok(Put::Refused);
        }
        objects.insert(key.to_owned(), bytes.to_vec());
        Ok(Put::Done)
    }
}
