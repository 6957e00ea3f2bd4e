//! Clusters: what they run on, and deployments with a beginning and an end.

use domain::{
    leaving::Access,
    qovery::{self, ClusterState, ClusterStatus},
};

use super::World;

/// A cluster: it runs on the access that its last deployment took when it began.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cluster {
    pub(crate) link: Link,
    pub(crate) doing: Doing,
    /// What it runs on. `None` means nothing of the stack's.
    pub(crate) runs_on: Option<Access>,
    /// `None` means that it was never deployed.
    pub(crate) deployed_at: Option<i64>,
}

/// The credentials that a cluster is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Link {
    /// The stack's.
    Ours,
    /// Somebody else's, for an identity of the stack.
    Theirs,
    /// Credentials of another account.
    Elsewhere,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Doing {
    Nothing,
    Queued,
    /// With what the credentials held when it began. `None` means an access of another account.
    Deploying(Option<Access>),
    /// The last deployment could not get in.
    Refused,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            link: Link::Ours,
            doing: Doing::Nothing,
            runs_on: None,
            deployed_at: Some(0),
        }
    }
}

impl Cluster {
    /// Whether it runs on the access, or a deployment under way was started with it.
    pub(crate) fn uses(&self, access: &Access) -> bool {
        let is_deploying = matches!(&self.doing, Doing::Deploying(Some(taken)) if taken == access);
        is_deploying || self.runs_on.as_ref() == Some(access)
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        matches!(self.doing, Doing::Nothing | Doing::Refused)
    }

    fn state(&self) -> ClusterState {
        match self.doing {
            Doing::Queued => ClusterState::DeploymentQueued,
            Doing::Deploying(_) => ClusterState::Deploying,
            Doing::Refused => ClusterState::InvalidCredentials,
            Doing::Nothing if self.deployed_at.is_none() => ClusterState::Ready,
            Doing::Nothing => ClusterState::Deployed,
        }
    }
}

impl World {
    /// The cluster as Qovery names it.
    pub(super) fn named(index: usize) -> qovery::Cluster {
        qovery::Cluster {
            id: format!("cluster-{index}").parse().unwrap(),
            name: format!("cluster {index}"),
        }
    }

    pub(super) fn status(cluster: &Cluster) -> ClusterStatus {
        ClusterStatus {
            state: Some(cluster.state()),
            last_deployment_at: cluster.deployed_at.map(Self::at),
            lock: None,
        }
    }

    /// A queued deployment begins: it takes what the credentials hold now.
    pub(crate) fn begin_deployment(&mut self, index: usize) {
        let given = match self.clusters[index].link {
            Link::Ours => self.qovery.ours.clone(),
            Link::Theirs => self.qovery.theirs.clone(),
            Link::Elsewhere => None,
        };
        let is_refused = given.as_ref().is_some_and(|access| !self.opens(access));
        let (seconds, is_dated) = (self.seconds, self.ways.is_dated_at_begin);
        let cluster = &mut self.clusters[index];
        if is_refused || is_dated {
            cluster.deployed_at = Some(seconds);
        }
        cluster.doing = if is_refused {
            Doing::Refused
        } else {
            Doing::Deploying(given)
        };
    }

    /// A deployment ends well.
    pub(crate) fn end_deployment(&mut self, index: usize) {
        let (seconds, is_dated) = (self.seconds, self.ways.is_dated_at_begin);
        let cluster = &mut self.clusters[index];
        if let Doing::Deploying(taken) = std::mem::replace(&mut cluster.doing, Doing::Nothing) {
            cluster.runs_on = taken;
            if !is_dated {
                cluster.deployed_at = Some(seconds);
            }
        }
    }

    /// Every cluster at rest that was deployed before is deployed, one moment later.
    pub(crate) fn maintain(&mut self) {
        for index in 0..self.clusters.len() {
            let cluster = &self.clusters[index];
            if cluster.is_at_rest() && cluster.deployed_at.is_some() {
                self.seconds += 1;
                self.begin_deployment(index);
                self.seconds += 1;
                self.end_deployment(index);
            }
        }
    }
}
