//! Looks at the world, as the functions get them.

use std::collections::BTreeMap;

use domain::{
    aws::{
        arn::SecretArn,
        iam::{self, Attachments, ListedKey},
        secret::{SecretDescription, VersionId},
    },
    identities::{Identity, OwnRole, OwnUser, STACK_TAG, SupersededNote},
    leaving::Access,
    qovery::{
        Credentials, CredentialsId, CredentialsValues, LinkedCredentials, Organization,
        OrganizationCredentials, Registries, Registry, RegistryForm, RegistrySettings,
    },
    rotation::{Attempt, ExpectedUser, Facts, Goal, Value},
};
use time::OffsetDateTime;

use super::{GRACE, Link, Name, Role, User, World, ours, stack_arn};

/// IAM may leave keys out of its list that are younger.
const LISTED_AFTER: i64 = 60;
const TRUSTED: &str = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;

/// What a look does not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    /// IAM leaves out keys that were made a moment ago.
    pub(crate) is_stale: bool,
    /// Qovery does not answer.
    pub(crate) is_qovery_away: bool,
}

impl World {
    /// A user's keys, for that goal.
    pub(crate) fn observe_keys(
        &self,
        name: Name,
        goal: Option<&Goal>,
        look: Look,
    ) -> Option<Facts> {
        let user = self.user(name)?;
        let seen = |key: &ListedKey| {
            let age = self.now() - key.created_at;
            !look.is_stale || age.whole_seconds() >= LISTED_AFTER
        };
        let superseded = user.note.as_ref().filter(|_| self.stack.present != name);
        let keys = user.keys.iter();
        let last_used =
            keys.map(|key| (key.id.clone(), self.last_used(&Access::Key(key.id.clone()))));
        Some(Facts {
            observed_at: self.now(),
            expected_user: ExpectedUser {
                user_name: name.as_text(),
                account_id: super::account(),
            },
            user: name.owner(),
            keys: user.listed().into_iter().filter(seen).collect(),
            ledger: user.ledger.clone(),
            secret: user.secret.clone(),
            values: values(user, goal),
            superseded_at: superseded.and_then(|note| note.at),
            former: self.former(name, goal),
            credentials: self.qovery.ours.as_ref().map(|_| ours()),
            organization: (!look.is_qovery_away).then(|| self.organization()),
            last_used: last_used.collect(),
            grace: GRACE,
            attempt: Attempt::default(),
        })
    }

    /// A cluster uses what it runs on all the time.
    fn last_used(&self, access: &Access) -> Option<OffsetDateTime> {
        (self.ways.are_uses_seen && self.is_in_use(access)).then(|| self.now())
    }

    /// What Qovery shows.
    pub(crate) fn organization(&self) -> Organization {
        let shown = [
            (ours(), &self.qovery.ours, Link::Ours),
            ("theirs".parse().unwrap(), &self.qovery.theirs, Link::Theirs),
        ];
        let entries = shown.into_iter();
        let entries = entries
            .filter_map(|(id, access, link)| Some(self.credentials(id, access.as_ref()?, link)));
        let clusters = self.clusters.iter().enumerate();
        let statuses = clusters.map(|(index, one)| (Self::named(index).id, Self::status(one)));
        Organization {
            credentials: OrganizationCredentials {
                entries: entries.collect(),
                unreadable: Vec::new(),
            },
            clusters: Some(statuses.collect()),
            registries: Some(self.registries()),
        }
    }

    fn registries(&self) -> Registries {
        let copy = self.qovery.registry.iter();
        Registries {
            entries: copy.map(registry).collect(),
            unreadable: Vec::new(),
        }
    }

    /// What the stack's other identities have: the rotation does not look at them.
    fn former(&self, name: Name, goal: Option<&Goal>) -> Vec<Access> {
        if matches!(goal, Some(Goal::Step(..))) {
            return Vec::new();
        }
        let users = self.users.iter().filter(|user| user.name != name);
        let keys = users.flat_map(|user| {
            let keys = user.keys.iter().filter(|key| user.is_stored(&key.id));
            keys.map(|key| Access::Key(key.id.clone()))
        });
        let roles = self.roles.iter();
        let roles = roles.map(|role| Access::Role(role.name.role_arn()));
        keys.chain(roles).collect()
    }

    fn credentials(&self, id: CredentialsId, access: &Access, link: Link) -> LinkedCredentials {
        let clusters = self.clusters.iter().enumerate();
        let linked = clusters.filter(|(_, cluster)| cluster.link == link);
        LinkedCredentials {
            credentials: Credentials {
                id,
                name: "model".to_owned(),
                values: shown(access),
            },
            clusters: linked.map(|(index, _)| Self::named(index)).collect(),
        }
    }

    /// Every identity that the stack has made.
    pub(crate) fn identities(&self, look: Look) -> Vec<Identity> {
        let users = self.users.iter().map(|user| {
            let secret = self.known_secret(user);
            let mut keys = self.observe_keys(user.name, None, look).unwrap();
            if secret.is_none() {
                keys.values.clear();
                keys.secret = SecretDescription::default();
            }
            Identity::User(Box::new(OwnUser {
                name: user.name.as_text(),
                note: user.note.clone(),
                secret,
                keys,
                attachments: Attachments::default(),
            }))
        });
        let roles = self.roles.iter().map(|role| {
            Identity::Role(Box::new(OwnRole {
                arn: role.name.role_arn(),
                role: self.role(role),
                attachments: Attachments::default(),
            }))
        });
        users.chain(roles).collect()
    }

    /// The present user's secret is in the properties, another's in its note.
    fn known_secret(&self, user: &User) -> Option<SecretArn> {
        if self.stack.present == user.name {
            return Some(user.name.secret());
        }
        user.note.as_ref()?.secret.clone()
    }

    pub(crate) fn role(&self, role: &Role) -> iam::Role {
        let arn = role.name.role_arn();
        let stack = (STACK_TAG.to_owned(), stack_arn().to_string());
        let note = role.note.iter().flat_map(SupersededNote::to_tag);
        iam::Role {
            arn: arn.to_string(),
            id: "AROAMODEL".to_owned(),
            created_at: OffsetDateTime::UNIX_EPOCH,
            trust_policy: TRUSTED.to_owned(),
            max_session_seconds: None,
            tags: note.chain([stack]).collect(),
            last_used_at: self.last_used(&Access::Role(arn)),
        }
    }
}

fn shown(access: &Access) -> CredentialsValues {
    match access {
        Access::Role(arn) => CredentialsValues::Role(arn.to_string()),
        Access::Key(id) => CredentialsValues::Static(id.to_string()),
    }
}

/// The registry that keeps that copy.
pub(crate) fn registry(access: &Access) -> Registry {
    let name = "mirror".to_owned();
    Registry {
        id: "mirror".parse().unwrap(),
        form: RegistryForm::Container,
        name: name.clone(),
        cluster: None,
        values: shown(access),
        settings: RegistrySettings {
            name,
            kind: "ECR".to_owned(),
            description: None,
            url: None,
            skips_tls_verification: None,
            config: "{}".to_owned(),
        },
    }
}

/// The versions that a look reads: the labelled ones, the goal's and the recorded one.
fn values(user: &User, goal: Option<&Goal>) -> BTreeMap<VersionId, Value> {
    let token = match goal {
        Some(Goal::Step(_, token) | Goal::FirstKey(token)) => Some(token),
        _ => None,
    };
    let recorded = user.ledger.creating.as_ref().map(|made| &made.version);
    let wanted = user.secret.versions.keys().chain(token).chain(recorded);
    wanted
        .filter_map(|version| Some((version.clone(), user.values.get(version)?.clone())))
        .collect()
}
