//! Notes of when Qovery got something new: on the identity that it supersedes, and on the user for
//! its older keys.
//!
//! A time is noted only when no deployment is under way that may have been started with something
//! else. Where it cannot be noted, the reconciliation does it later, and until then everything
//! stays.

use domain::{
    aws::access_key::AccessKeyId,
    finding::{Code, Finding},
    message::chain,
    port_error::PortError,
    properties::{Method, PresentIdentity, Properties},
    qovery::{Access, CredentialsId, Organization},
    rotation::{Pushed, not_before},
};
use time::OffsetDateTime;

use crate::{
    Clock, Error,
    custom_resource::{RequestContext, World, superseded},
    keys, qovery,
};

/// What a request wrote at Qovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// At most the name: the values were right already.
    Nothing,
    /// New credentials, which no cluster uses yet.
    Created,
    /// Other values in credentials that clusters may use.
    Edited,
}

/// A change that clusters which use the credentials have to take.
pub(super) struct Moved<'a> {
    pub(super) properties: &'a Properties,
    pub(super) credentials: &'a CredentialsId,
    pub(super) change: Change,
    /// The key that Qovery got.
    pub(super) pushed: Option<&'a AccessKeyId>,
    /// The stack's own identity that this request superseded.
    pub(super) own: Option<&'a PresentIdentity>,
    /// Whether Qovery uses another role or user now.
    pub(super) has_another_identity: bool,
}

impl Moved<'_> {
    /// Notes the time, and deploys the clusters where the operator wants it. Returns findings about
    /// clusters that still have to be deployed.
    pub(super) async fn mark(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        access: &Access,
    ) -> Vec<Finding> {
        match self.change {
            Change::Nothing if self.own.is_none() => Vec::new(),
            Change::Created if self.own.is_none() => {
                self.note_push(context, None).await;
                Vec::new()
            }
            Change::Nothing | Change::Created | Change::Edited => {
                self.mark_settled(context, access).await
            }
        }
    }

    async fn mark_settled(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        access: &Access,
    ) -> Vec<Finding> {
        let seen = qovery::look_at_clusters(context.world, access);
        let (seen, is_waited_for) = tokio::join!(seen, context.is_waited_for());
        if is_waited_for.is_err() {
            return Vec::new();
        }
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => return self.not_looked_at(&error),
        };
        let now = not_before((context.clock)());
        if seen.is_settled(self.credentials) {
            // Beside new credentials the old ones may still show the identity, and clusters come from
            // them later: its time begins when the reconciliation sees that nothing shows it.
            if let Some(identity) = self.own.filter(|_| self.change != Change::Created) {
                warn_unwritten(superseded::write(context, identity, Some(now)).await);
            }
            self.note_push(context, Some(&seen)).await;
        }
        if self.has_another_identity && self.properties.redeploy_clusters {
            self.redeploy(context, access, &seen, now).await
        } else {
            let to_deploy = self
                .has_another_identity
                .then(|| to_deploy(self.credentials, &seen));
            to_deploy.flatten().into_iter().collect()
        }
    }

    /// A finding where clusters were to be deployed.
    fn not_looked_at(&self, error: &PortError) -> Vec<Finding> {
        tracing::warn!(error = chain(error), "could not look at the clusters");
        let was_wanted = self.has_another_identity && self.properties.redeploy_clusters;
        let finding = was_wanted.then(|| keys::not_looked_at(error));
        finding.into_iter().collect()
    }

    async fn redeploy(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        access: &Access,
        seen: &Organization,
        since: OffsetDateTime,
    ) -> Vec<Finding> {
        let linked = seen.find(self.credentials);
        match linked {
            Some(linked) if context.is_waited_for().await.is_ok() => {
                keys::redeploy(context.world, access, &linked.clusters, seen, since).await
            }
            _ => Vec::new(),
        }
    }

    /// The note of a push, by which the user's older keys are retired.
    async fn note_push(
        &self,
        context: &RequestContext<'_, impl World, impl Clock>,
        seen: Option<&Organization>,
    ) {
        let Method::StaticCredentials(user) = &self.properties.method else {
            return;
        };
        let Some(key) = self.pushed else {
            return;
        };
        let mut pushed = Pushed::now(key.clone(), (context.clock)());
        if let Some(seen) = seen {
            pushed = pushed.seen_with(seen, self.credentials);
        }
        let written = keys::note_push(context.world, &user.user_name, &pushed).await;
        warn_unwritten(written.map_err(Error::call("could not note when Qovery got the key")));
    }
}

/// What is new gets into a cluster's Kubernetes when the cluster itself is deployed.
fn to_deploy(credentials: &CredentialsId, seen: &Organization) -> Option<Finding> {
    let linked = seen.clusters_of(credentials).iter();
    let runs = linked.filter(|one| seen.may_run(one));
    let names: Vec<String> = runs.map(|one| format!("`{}`", one.name)).collect();
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        Finding::new(
            Code::ClusterNotDeployed,
            format!("deployments of environments may fail until these clusters themselves are deployed: {names}"),
        )
    })
}

fn warn_unwritten(written: Result<(), Error>) {
    if let Err(error) = written {
        tracing::warn!(
            error = error.message().render(1024),
            "the time is noted later"
        );
    }
}
