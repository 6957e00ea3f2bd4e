//! `cargo xtask demo`: an account is connected on this machine, and shown as it happens.

use anyhow::{Result, bail};

use crate::say;
use interrupt::Interrupt;
use stage::Stage;

/// A stack connects the account.
mod connect;
/// A stack goes, but not while a cluster needs what it made.
mod delete;
/// Ctrl-C, without leaving anything running.
mod interrupt;
/// The environment, left up for whoever wants to look around.
mod keep;
/// A trust policy that lets the wrong account in.
mod refuse;
/// A new name for credentials in use.
mod rename;
/// What an operator reads, as columns.
mod show;
/// The AWS and the Qovery that the demo plays on.
mod stage;

/// A part of the demo: what an operator does, why, and what comes of it.
struct Chapter {
    title: &'static str,
    story: &'static str,
    play: fn(&Stage) -> Result<()>,
}

/// An account connected through a role, from its first minute to its last.
const ROLE: &[Chapter] = &[
    connect::CHAPTER,
    refuse::CHAPTER,
    rename::CHAPTER,
    delete::CHAPTER,
];

/// What is played, and how it ends.
struct Programme {
    chapters: &'static [Chapter],
    keeps: bool,
}

impl Programme {
    fn read(options: &[&str]) -> Result<Self> {
        let mut programme = Self {
            chapters: ROLE,
            keeps: false,
        };
        for option in options {
            match *option {
                "--keep" => programme.keeps = true,
                unknown => bail!("`demo` knows no `{unknown}`: it takes --keep"),
            }
        }
        Ok(programme)
    }
}

/// Plays the demo and leaves nothing running, however it ends.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let programme = Programme::read(options)?;
    let interrupt = Interrupt::install()?;
    let played = play(&programme, &interrupt);
    if played.is_err() {
        // Whatever failed after Ctrl-C failed because of it.
        interrupt.check()?;
    }
    played?;
    say::line("");
    say::done("Nothing is left running.");
    Ok(())
}

fn play(programme: &Programme, interrupt: &Interrupt) -> Result<()> {
    say::banner(
        "qovery-aws-connect",
        "An AWS account is connected to Qovery, here on this machine: an AWS emulator that enforces \
         IAM, a stand-in for Qovery's API, the stock AWS CLI, and the functions as they are deployed. \
         Nothing leaves 127.0.0.1.",
    );
    let stage = Stage::set_up(interrupt)?;
    // Who keeps the environment wants to see the stack in it: its end is left to them.
    let last = programme.chapters.len() - usize::from(programme.keeps);
    for (index, chapter) in programme.chapters[..last].iter().enumerate() {
        interrupt.check()?;
        say::chapter(index + 1, chapter.title, chapter.story);
        (chapter.play)(&stage)?;
    }
    if programme.keeps {
        keep::wait(&stage, interrupt)?;
    }
    Ok(())
}
