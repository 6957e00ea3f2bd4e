//! Ctrl-C, without leaving anything running.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use anyhow::{Result, ensure};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
    low_level,
};
use support::emulator::Emulator;

/// As shells have it for a program that was interrupted.
const EXIT_STATUS: i32 = 130;

/// Records a signal, and stops the emulator at once: whatever the demo waits for fails then, and the
/// demo ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    is_asked: Arc<AtomicBool>,
    emulator: Arc<Mutex<Option<Emulator>>>,
}

impl Interrupt {
    pub(crate) fn install() -> io::Result<Self> {
        let interrupt = Self::default();
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let handler = interrupt.clone();
        thread::spawn(move || {
            for _signal in signals.forever() {
                if handler.is_asked.swap(true, Ordering::SeqCst) {
                    // Asked twice: what runs ends by itself when this process is gone.
                    low_level::exit(EXIT_STATUS);
                }
                handler.stop();
            }
        });
        Ok(interrupt)
    }

    /// Keeps the emulator until the end.
    pub(crate) fn hold(&self, emulator: Emulator) {
        *self.emulator.lock().unwrap_or_else(PoisonError::into_inner) = Some(emulator);
    }

    /// Ends the emulator and all functions in it.
    pub(crate) fn stop(&self) {
        drop(
            self.emulator
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::SeqCst)
    }

    /// Fails after a signal.
    pub(crate) fn check(&self) -> Result<()> {
        ensure!(
            !self.is_asked(),
            "interrupted; everything that was started is stopped"
        );
        Ok(())
    }
}
