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

/// Knows whether somebody asked to stop, and holds what is stopped at once then: without the
/// emulator, whatever the demo is waiting for fails, and it comes to its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt {
    is_asked: Arc<AtomicBool>,
    emulator: Arc<Mutex<Option<Emulator>>>,
}

impl Interrupt {
    pub(super) fn install() -> io::Result<Self> {
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
    pub(super) fn hold(&self, emulator: Emulator) {
        *self.emulator.lock().unwrap_or_else(PoisonError::into_inner) = Some(emulator);
    }

    /// Ends the emulator and all functions in it.
    pub(super) fn stop(&self) {
        drop(
            self.emulator
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }

    pub(super) fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::SeqCst)
    }

    /// Fails once somebody asked to stop.
    pub(super) fn check(&self) -> Result<()> {
        ensure!(
            !self.is_asked(),
            "interrupted; everything that was started is stopped"
        );
        Ok(())
    }
}
