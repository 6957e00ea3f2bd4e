//! Planted secrets appear in no error and no log line.

use super::*;

/// Everything that was logged, as text.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn no_error_and_no_log_line_shows_a_secret() {
    let logged = Logged::default();
    let writer = logged.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    for call in 1..=45 {
        let (world, config) = connected().await;
        world.inject(At::Call(call), Fault::Fail(PortErrorKind::Other));
        if let Err(error) = rotate(&world, &config, FIRST).await {
            let shown = format!("{error:?} {error} {}", error.report().render(8192));
            assert!(!shown.contains("Planted"), "{shown}");
            let diagnostic = lambda_runtime::Diagnostic::from(error);
            assert!(!diagnostic.error_message.contains("Planted"));
        }
    }
    drop(guard);
    let log = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("CreateAccessKey"), "nothing was logged");
    assert!(!log.contains("Planted"));
    let ids = log.matches("AKIAFAKE").count();
    let errors = log.lines().filter(|line| line.contains("ERROR")).count();
    assert!(ids <= errors * 4, "ids are shown whole outside of errors");
}
