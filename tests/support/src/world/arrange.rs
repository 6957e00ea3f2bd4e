//! What a test finds before it starts, in one line each.

use std::{collections::BTreeMap, time::Duration};

use domain::{
    aws::{access_key::AccessKeyId, iam::KeyStatus},
    qovery::{ClusterId, ClusterState, CredentialsId},
};

use super::state::{
    CredentialsState, HeldCluster, HeldValues, KeyState, OrganizationState, RoleState, SecretState,
    State, UserState, VersionState,
};

impl State {
    /// Moves the clock on.
    pub fn advance(&mut self, by: Duration) {
        self.now += by;
    }

    /// A role with that ARN and trust policy, in plain JSON.
    pub fn add_role(&mut self, arn: &str, trust_policy: &str) {
        let role = RoleState {
            arn: arn.to_owned(),
            trust_policy: trust_policy.to_owned(),
            unseen_reads: 0,
        };
        self.roles.insert(last(arn).to_owned(), role);
    }

    /// A user with that ARN and no keys.
    pub fn add_user(&mut self, arn: &str) {
        self.made += 1;
        let user = UserState {
            arn: arn.to_owned(),
            id: format!("AIDAFAKE{:012}", self.made),
            tags: BTreeMap::new(),
            keys: Vec::new(),
            may_get_user: true,
        };
        self.users.insert(last(arn).to_owned(), user);
    }

    /// A key of that user, as a person or a function would make it. Nothing without the user.
    pub fn add_key(&mut self, user_name: &str) -> Option<KeyState> {
        self.made += 1;
        let made = self.made;
        let key = KeyState {
            id: key_id(made)?,
            secret: format!("PlantedSecret/{made:026}"),
            status: KeyStatus::Active,
            created_at: self.now,
            last_used_at: None,
            unseen_lists: self.propagation.lists,
            unknown_calls: self.propagation.calls,
        };
        let user = self.users.get_mut(user_name)?;
        user.keys.push(key.clone());
        Some(key)
    }

    /// A secret; with a value as `AWSCURRENT`, or without any version.
    pub fn add_secret(&mut self, arn: &str, value: Option<&str>) {
        let versions = value.map(|value| {
            let version = VersionState {
                value: Some(value.to_owned()),
                labels: ["AWSCURRENT".to_owned()].into(),
            };
            ("00000000-0000-0000-0000-00000000first".to_owned(), version)
        });
        let secret = SecretState {
            rotation_enabled: true,
            last_rotated_at: None,
            next_rotation_at: Some(self.now + Duration::from_hours(90 * 24)),
            last_changed_at: Some(self.now),
            is_writable: true,
            versions: versions.into_iter().collect(),
        };
        self.secrets.insert(arn.to_owned(), secret);
    }

    /// What `RotateSecret` does before it calls the function: an empty version, staged.
    pub fn stage_rotation(&mut self, secret_arn: &str, token: &str) {
        let Some(secret) = self.secrets.get_mut(secret_arn) else {
            return;
        };
        for version in secret.versions.values_mut() {
            version.labels.remove("AWSPENDING");
        }
        let version = secret.versions.entry(token.to_owned()).or_default();
        version.labels.insert("AWSPENDING".to_owned());
    }

    /// An organization without credentials.
    pub fn add_organization(&mut self, id: &str, token: &str) {
        let organization = OrganizationState {
            token: token.to_owned(),
            credentials: Vec::new(),
            clusters: Vec::new(),
            allows_change_of_type: true,
        };
        self.organizations.insert(id.to_owned(), organization);
    }

    /// Credentials of an organization. Nothing without it.
    pub fn add_credentials(
        &mut self,
        organization: &str,
        name: &str,
        values: HeldValues,
    ) -> Option<CredentialsId> {
        let id: CredentialsId = self.new_uuid().parse().ok()?;
        let organization = self.organizations.get_mut(organization)?;
        organization.credentials.push(CredentialsState {
            id: id.clone(),
            name: name.to_owned(),
            values,
        });
        Some(id)
    }

    /// A deployed cluster, linked to credentials and running on their values.
    pub fn add_cluster(
        &mut self,
        organization: &str,
        name: &str,
        credentials: &CredentialsId,
    ) -> Option<ClusterId> {
        let id: ClusterId = self.new_uuid().parse().ok()?;
        let now = self.now;
        let organization = self.organizations.get_mut(organization)?;
        let held = organization
            .credentials
            .iter()
            .find(|held| held.id == *credentials)?;
        organization.clusters.push(HeldCluster {
            id: id.clone(),
            name: name.to_owned(),
            credentials: credentials.clone(),
            state: ClusterState::Deployed,
            last_deployment_at: Some(now),
            in_use: Some(held.values.clone()),
        });
        Some(id)
    }

    pub(super) fn new_uuid(&mut self) -> String {
        self.made += 1;
        format!("00000000-0000-4000-8000-{:012}", self.made)
    }
}

fn key_id(made: u32) -> Option<AccessKeyId> {
    format!("AKIAFAKE{made:012}").parse().ok()
}

/// The name at the end of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}
