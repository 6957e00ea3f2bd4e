//! What clusters and their registries do beside a rotation.

use anyhow::Result;
use support::{qovery::CredentialValues, world::Lock};

use super::{
    lives::weeks,
    reconciliation::ask,
    scene::{ORGANIZATION, Scene},
};

/// Locks that cluster, and lets no registry take anything, or the other way round.
fn hold(scene: &Scene, cluster: &str, holds: bool) {
    let now = scene.qovery.now();
    scene.qovery.edit(|state| {
        state.qovery.allows_registry_changes = !holds;
        let known = state.organizations.get_mut(ORGANIZATION);
        let mut clusters = known.into_iter().flat_map(|known| &mut known.clusters);
        if let Some(cluster) = clusters.find(|known| known.id == cluster) {
            cluster.lock = holds.then(|| Lock {
                owner: "jane@example.com".to_owned(),
                reason: "audit".to_owned(),
                locked_at: now,
                ttl_in_days: None,
            });
        }
    });
}

fn runs_on(scene: &Scene, cluster: &str) -> Option<CredentialValues> {
    scene.qovery.cluster(cluster)?.in_use
}

/// The other cluster takes the new key at once, and again every week.
#[test]
fn a_locked_cluster_and_registries_that_refuse_keep_the_old_key_until_they_have_moved() -> Result<()>
{
    let scene = Scene::new()?;
    let created = scene.created(&[
        ("AuthenticationMethod", "StaticCredentials"),
        ("RedeployClusters", "true"),
    ])?;
    let (free, locked) = (scene.cluster("free"), scene.cluster("locked"));
    hold(&scene, &locked, true);
    let secret = scene.stored_key()?;
    let old = secret.keys()?.current().to_owned();
    assert!(secret.rotate()?.ends()?);
    let given = scene.qovery.credentials(ORGANIZATION)[0].values.clone();
    assert_eq!(runs_on(&scene, &free).as_ref(), Some(&given));
    assert_ne!(runs_on(&scene, &locked).as_ref(), Some(&given));

    let log = scene.account.all_log_lines()?.concat();
    assert!(log.contains("`jane@example.com` has locked it"), "{log}");

    let week = |scene: &Scene| -> Result<()> {
        scene.qovery.deploy(&free);
        weeks(scene, &created, 1)?;
        Ok(())
    };
    for _ in 0..3 {
        week(&scene)?;
    }
    let (report, _) = ask(&scene, &created)?;
    for held in ["`registry-free`", "`registry-locked`", "cluster `locked`"] {
        assert!(report.to_string().contains(held), "{held}: {report:#}");
    }
    assert_eq!(secret.keys()?.of_user[&old], "Active");

    hold(&scene, &locked, false);
    scene.qovery.deploy(&locked);
    for _ in 0..4 {
        week(&scene)?;
    }
    let copies = scene.qovery.registries(ORGANIZATION);
    assert!(copies.iter().all(|copy| copy.values == given), "{copies:?}");
    assert!(!secret.keys()?.of_user.contains_key(&old));
    scene.assert_clusters_have_access("an old key that was retired")
}
