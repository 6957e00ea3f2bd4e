//! IAM, Secrets Manager, Qovery, clusters and the stack, as far as their promises go.

mod cluster;
mod names;
mod observe;
mod stack;
mod user;

use std::{collections::BTreeSet, rc::Rc, time::Duration};

use domain::{aws::access_key::AccessKeyId, identities::SupersededNote, leaving::Access};
use time::{OffsetDateTime, macros::datetime};

pub(crate) use cluster::{Cluster, Doing, Link};
pub(crate) use names::{Name, account, expected, ours, physical_id, stack_arn, version};
pub(crate) use observe::{Look, registry};
pub(crate) use stack::{Phase, Stack};
pub(crate) use user::{Key, User, stored};

/// Days that an access has to be quiet, and a key to be inactive.
pub(crate) const GRACE: Duration = Duration::from_hours(7 * 24);
const START: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

/// The state of everything outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) seconds: i64,
    /// Shared between states: a change copies the one user.
    pub(crate) users: Vec<Rc<User>>,
    pub(crate) roles: Vec<Role>,
    /// How many keys were made.
    pub(crate) made: u8,
    pub(crate) qovery: Qovery,
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) stack: Stack,
    /// What IAM and Qovery tell, which differs between scenarios.
    pub(crate) ways: Ways,
    /// Keys that the operator deactivated or deleted: what follows is not our fault.
    pub(crate) touched: BTreeSet<AccessKeyId>,
    /// What an action of ours did wrong.
    pub(crate) violation: Option<&'static str>,
}

/// A role, from its creation to its deletion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Role {
    pub(crate) name: Name,
    pub(crate) note: Option<SupersededNote>,
    /// Whether its permissions hang on it: without them it opens nothing.
    pub(crate) is_attached: bool,
}

/// What Qovery's credentials show.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Qovery {
    /// The stack's own. `None` means that there are none.
    pub(crate) ours: Option<Access>,
    /// Somebody else's, for one of the stack's identities.
    pub(crate) theirs: Option<Access>,
    /// The copy that a registry keeps. `None` means that there is no registry.
    pub(crate) registry: Option<Access>,
}

/// What is not known of the services, so that every way is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ways {
    /// Whether `last_deployment_date` is when a deployment began, or when it ended.
    pub(crate) is_dated_at_begin: bool,
    /// Whether IAM tells last uses. Without them, the clusters alone have to prove that nothing
    /// uses an access; with them, a cluster may leave unseen.
    pub(crate) are_uses_seen: bool,
    /// Whether Qovery refuses to change the registry.
    pub(crate) is_registry_refused: bool,
}

impl World {
    /// Nothing but a stack whose properties name that identity.
    pub(crate) fn empty(present: Name) -> Self {
        Self {
            seconds: 0,
            users: Vec::new(),
            roles: Vec::new(),
            made: 0,
            qovery: Qovery {
                ours: None,
                theirs: None,
                registry: None,
            },
            clusters: vec![Cluster::default()],
            stack: Stack::at_rest(present),
            ways: Ways {
                is_dated_at_begin: false,
                are_uses_seen: false,
                is_registry_refused: false,
            },
            touched: BTreeSet::new(),
            violation: None,
        }
    }

    /// A stack that has worked for an hour: one cluster runs on its role, or on its user's key.
    pub(crate) fn running(present: Name) -> Self {
        let mut world = Self::empty(present);
        world.create(present);
        if let Name::User(_) = present {
            let id = world.make_key(present, false);
            world.user_mut(present).unwrap().store_first(&id);
        }
        world.qovery.ours = world.access(present);
        world.clusters[0].runs_on.clone_from(&world.qovery.ours);
        world.seconds = 3600;
        world
    }

    /// The same with a registry, which was made with the cluster.
    pub(crate) fn mirrored(mut self) -> Self {
        self.qovery.registry.clone_from(&self.qovery.ours);
        self
    }

    /// What `CloudFormation` does before it calls the custom resource.
    pub(crate) fn create(&mut self, name: Name) {
        match name {
            _ if self.exists(name) => {}
            Name::User(_) => self.users.push(Rc::new(User::new(name))),
            Name::Role(_) => self.roles.push(Role {
                name,
                note: None,
                is_attached: true,
            }),
        }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        Self::at(self.seconds)
    }

    fn at(seconds: i64) -> OffsetDateTime {
        START + Duration::from_secs(seconds.unsigned_abs())
    }

    pub(crate) fn exists(&self, name: Name) -> bool {
        self.names().any(|one| one == name)
    }

    /// All identities of the stack.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        let users = self.users.iter().map(|user| user.name);
        users.chain(self.roles.iter().map(|role| role.name))
    }

    pub(crate) fn user(&self, name: Name) -> Option<&User> {
        let mut users = self.users.iter().map(Rc::as_ref);
        users.find(|user| user.name == name)
    }

    pub(crate) fn user_mut(&mut self, name: Name) -> Option<&mut User> {
        let mut users = self.users.iter_mut();
        users.find(|user| user.name == name).map(Rc::make_mut)
    }

    pub(crate) fn note_mut(&mut self, name: Name) -> Option<&mut Option<SupersededNote>> {
        match name {
            Name::User(_) => self.user_mut(name).map(|user| &mut user.note),
            Name::Role(_) => {
                let mut roles = self.roles.iter_mut();
                let role = roles.find(|role| role.name == name)?;
                Some(&mut role.note)
            }
        }
    }

    pub(crate) fn note(&self, name: Name) -> Option<&SupersededNote> {
        let role = self.roles.iter().find(|role| role.name == name);
        let of_role = || role?.note.as_ref();
        self.user(name)
            .map_or_else(of_role, |user| user.note.as_ref())
    }

    /// What Qovery is to show for that identity: the role, or the key in `AWSCURRENT`.
    pub(crate) fn access(&self, name: Name) -> Option<Access> {
        match name {
            Name::Role(_) => Some(Access::Role(name.role_arn())),
            Name::User(_) => self.user(name)?.current().cloned().map(Access::Key),
        }
    }

    /// Whether AWS lets in whoever holds the access.
    pub(crate) fn opens(&self, access: &Access) -> bool {
        match access {
            Access::Role(arn) => self
                .roles
                .iter()
                .any(|role| role.is_attached && role.name.role_arn() == *arn),
            Access::Key(id) => self
                .users
                .iter()
                .any(|user| user.is_attached && user.is_active(id)),
        }
    }

    /// Whether a cluster runs on the access, a deployment under way was started with it, or a
    /// registry gets in with it.
    pub(crate) fn is_in_use(&self, access: &Access) -> bool {
        let is_copied = self.qovery.registry.as_ref() == Some(access);
        is_copied || self.clusters.iter().any(|cluster| cluster.uses(access))
    }

    pub(crate) fn make_key(&mut self, name: Name, is_persons: bool) -> AccessKeyId {
        self.made += 1;
        let id: AccessKeyId = format!("AKIAMODEL{:07}", self.made).parse().unwrap();
        let key = Key {
            id: id.clone(),
            is_active: true,
            made_at: self.seconds,
            inactive_at: None,
            is_persons,
        };
        self.user_mut(name).unwrap().keys.push(key);
        id
    }
}
