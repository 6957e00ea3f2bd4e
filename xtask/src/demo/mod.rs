//! `cargo xtask demo`: an account is connected on this machine, and shown as it happens.

use anyhow::{Result, bail, ensure};

use crate::say;
use interrupt::Interrupt;
use stage::Stage;

mod cluster;
mod connect;
mod delete;
mod drift;
mod interrupt;
mod issue;
mod keep;
mod keys;
mod log;
mod refuse;
mod rename;
mod report;
mod resume;
mod retire;
mod rotate;
mod show;
mod stage;
mod steps;

/// A part of the demo: what an operator does, why, and what comes of it.
struct Chapter {
    title: &'static str,
    story: &'static str,
    play: fn(&Stage) -> Result<()>,
}

/// Chapters that belong together; the last one is the end of the stack.
struct Story {
    chapters: &'static [Chapter],
    /// Commands for whoever keeps the environment.
    look_at: &'static [&'static str],
}

/// An account connected through a role, from its first minute to its last.
const ROLE: Story = Story {
    chapters: &[
        connect::CHAPTER,
        refuse::CHAPTER,
        rename::CHAPTER,
        delete::CHAPTER,
    ],
    look_at: &["aws iam get-role --role-name qovery-role"],
};

/// An account connected with a key, which is rotated.
const STATIC: Story = Story {
    chapters: &[
        issue::CHAPTER,
        rotate::CHAPTER,
        resume::CHAPTER,
        delete::CHAPTER,
    ],
    look_at: KEYS,
};

/// What changes behind the stack's back, and with time.
const DRIFT: Story = Story {
    chapters: &[
        connect::CHAPTER,
        drift::CHAPTER,
        retire::CHAPTER,
        delete::CHAPTER,
    ],
    look_at: KEYS,
};

const KEYS: &[&str] = &[
    "aws iam list-access-keys --user-name qovery",
    "aws iam list-user-tags --user-name qovery",
    "aws secretsmanager list-secrets",
];

/// What is played, and how it ends.
struct Programme {
    story: &'static Story,
    keeps: bool,
}

impl Programme {
    fn read(options: &[&str]) -> Result<Self> {
        let mut stories = Vec::new();
        let mut keeps = false;
        for option in options {
            match *option {
                "--static" => stories.push(&STATIC),
                "--drift" => stories.push(&DRIFT),
                "--keep" => keeps = true,
                unknown => {
                    bail!("`demo` knows no `{unknown}`: it takes --static or --drift, and --keep")
                }
            }
        }
        ensure!(
            stories.len() < 2,
            "`demo` plays one of --static and --drift"
        );
        let story = stories.first().copied().unwrap_or(&ROLE);
        Ok(Self { story, keeps })
    }

    /// Who keeps the environment wants to see the stack in it: its end is left to them.
    fn chapters(&self) -> &'static [Chapter] {
        let all = self.story.chapters;
        &all[..all.len() - usize::from(self.keeps)]
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
    for (index, chapter) in programme.chapters().iter().enumerate() {
        interrupt.check()?;
        say::chapter(index + 1, chapter.title, chapter.story);
        (chapter.play)(&stage)?;
    }
    if programme.keeps {
        keep::wait(&stage, programme.story.look_at, interrupt)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(options: &[&str]) -> Vec<&'static str> {
        let programme = Programme::read(options).unwrap();
        let chapters = programme.chapters().iter();
        chapters.map(|chapter| chapter.title).collect()
    }

    #[test]
    fn every_story_ends_with_the_stack_unless_it_is_kept() {
        for story in [&[][..], &["--static"], &["--drift"]] {
            let whole = titles(story);
            let (end, kept) = whole.split_last().unwrap();
            assert_eq!(*end, delete::CHAPTER.title);
            assert_eq!(titles(&[story, &["--keep"]].concat()), kept);
        }
    }

    #[test]
    fn one_story_is_played_at_a_time() {
        assert!(Programme::read(&["--static", "--drift"]).is_err());
        assert!(Programme::read(&["--dirft"]).is_err());
    }
}
