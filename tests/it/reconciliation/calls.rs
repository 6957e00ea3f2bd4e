//! Calls of one run with 1, 10 and 100 linked clusters.

use support::world::World;

use super::{ORGANIZATION, run, with_key, with_role};

/// As many clusters in all, on the credentials of the first.
fn with_clusters(world: &World, clusters: usize) {
    world.edit(|state| {
        let known = &state.organizations[ORGANIZATION];
        let id = known.credentials[0].id.parse().unwrap();
        for number in 1..clusters {
            state.add_cluster(ORGANIZATION, &format!("cluster-{number}"), &id);
        }
    });
    world.forget_calls();
}

#[tokio::test(start_paused = true)]
async fn a_run_costs_the_same_calls_for_one_cluster_and_for_a_hundred() {
    for clusters in [1, 10, 100] {
        let (world, of_role) = with_role();
        with_clusters(&world, clusters);
        assert_eq!(run(&world, &of_role).await.clusters.len(), clusters);
        let role = world.calls().len();
        let (world, of_key, _) = with_key().await;
        with_clusters(&world, clusters);
        run(&world, &of_key).await;
        let key = world.calls().len();
        println!("{clusters} clusters: {role} calls with a role, {key} with a key");
        // Token, list, statuses, stack, role, three simulations, what the stack has made; user, keys,
        // secret, two of its versions, a last use. The last report is read and written.
        assert_eq!((role, key), (11, 16));
    }
}
