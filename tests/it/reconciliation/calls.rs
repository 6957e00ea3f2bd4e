//! Calls and time of one run with 1, 10 and 100 linked clusters.

use support::world::World;

use super::{ORGANIZATION, run, with_key, with_role};

/// As many clusters in all, on the credentials of the first.
fn with_clusters(world: &World, clusters: usize) {
    world.edit(|state| {
        let id = state.organizations[ORGANIZATION].credentials[0].id.clone();
        for number in 1..clusters {
            state.add_cluster(ORGANIZATION, &format!("cluster-{number}"), &id);
        }
    });
    world.forget_calls();
}

#[tokio::test(start_paused = true)]
async fn a_run_costs_a_call_for_each_cluster_and_a_handful_besides() {
    for clusters in [1, 10, 100] {
        let (world, mut of_role) = with_role();
        of_role.topic = None;
        with_clusters(&world, clusters);
        assert_eq!(run(&world, &of_role).await.clusters.len(), clusters);
        let role = world.calls().len();
        let (world, mut of_key, _) = with_key().await;
        of_key.topic = None;
        with_clusters(&world, clusters);
        run(&world, &of_key).await;
        let key = world.calls().len();
        println!("{clusters} clusters: {role} calls with a role, {key} with a key");
        // Token, list, role and three simulations; user, keys, secret, two of its versions, a last use.
        assert_eq!((role, key), (6 + clusters, 11 + clusters));
    }
}
