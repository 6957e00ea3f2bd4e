//! Planted secrets appear in no error and no log line.

use super::*;
use crate::logged;

#[tokio::test(start_paused = true)]
async fn no_error_and_no_log_line_shows_a_secret() {
    logged::keep();
    for call in 1..=45 {
        let (world, config) = connected().await;
        // A registry may repeat in its `config` what it was given.
        world.edit(|state| {
            let known = state.organizations.get_mut(ORGANIZATION).unwrap();
            let registries = known.registries.iter_mut();
            registries.for_each(|registry| "Planted".clone_into(&mut registry.region));
        });
        world.inject(At::Call(call), Fault::Fail(PortErrorKind::Other));
        if let Err(error) = rotate(&world, &config, FIRST).await {
            let shown = format!("{error:?} {error} {}", error.message().render(8192));
            assert!(!shown.contains("Planted"), "{shown}");
            let diagnostic = lambda_runtime::Diagnostic::from(error);
            assert!(!diagnostic.error_message.contains("Planted"));
        }
    }
    let log = logged::take();
    for action in ["CreateAccessKey", "PushToRegistries"] {
        assert!(log.contains(action), "nothing was logged of {action}");
    }
    assert!(!log.contains("Planted"));
    let ids = log.matches("AKIAFAKE").count();
    let errors = log.lines().filter(|line| line.contains("ERROR")).count();
    assert!(ids <= errors * 4, "ids are shown whole outside of errors");
}
