//! What a test's own thread logs, at every level.
//!
//! One subscriber for the whole process: `tracing` remembers for all threads whether anybody wants
//! a line, so subscribers that come and go with their tests make one another miss some.

use std::{cell::RefCell, io, sync::Once};

use tracing_subscriber::{
    Layer, filter::dynamic_filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

thread_local! {
    /// `None` means that this thread keeps no log.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct ToThisThread;

impl io::Write for ToThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.iter_mut().for_each(|log| log.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From here on, what this thread logs is kept.
pub(crate) fn keep() {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        let wanted = dynamic_filter_fn(|_, _| LOG.with_borrow(Option::is_some));
        let lines = fmt::layer().with_ansi(false).with_writer(|| ToThisThread);
        tracing_subscriber::registry()
            .with(lines.with_filter(wanted))
            .init();
    });
    LOG.set(Some(Vec::new()));
}

/// What was kept, which ends the keeping.
pub(crate) fn take() -> String {
    String::from_utf8(LOG.take().unwrap_or_default()).expect("log lines are text")
}
