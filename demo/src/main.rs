//! `cargo xtask demo`: an account is connected on this machine, and shown as it happens.

use std::process::ExitCode;

use anyhow::{Result, bail, ensure};
use support::terminal;

use interrupt::Interrupt;
use scenes::{
    Scene, connect, delete, drift, hold, issue, launch, refuse, rename, resume, retire, rotate,
    switch,
};
use stage::{Profile, Stage};

mod cluster;
mod interrupt;
mod keep;
mod keys;
mod log;
mod organization;
mod page;
mod report;
mod scenes;
mod show;
mod stage;
mod steps;

/// Scenes that belong together; the last one is the end of the stack.
struct Story {
    scenes: &'static [Scene],
    /// Commands to look around with, where the environment is kept.
    look_at: &'static [&'static str],
}

/// An account connected through a role, from its first minute to its last.
const ROLE: Story = Story {
    scenes: &[connect::SCENE, refuse::SCENE, rename::SCENE, hold::SCENE],
    look_at: &["aws iam list-roles"],
};

/// An account connected with a key, which is rotated and in the end replaced by a role.
const STATIC: Story = Story {
    scenes: &[
        issue::SCENE,
        rotate::SCENE,
        resume::SCENE,
        switch::SCENE,
        delete::SCENE,
    ],
    look_at: KEYS,
};

/// What changes behind the stack's back, and with time.
const DRIFT: Story = Story {
    scenes: &[connect::SCENE, drift::SCENE, retire::SCENE, delete::SCENE],
    look_at: KEYS,
};

/// A release, launched by somebody who has never seen this repository.
const LAUNCH: Story = Story {
    scenes: &[launch::SCENE, delete::SCENE],
    look_at: &["aws iam list-roles"],
};

const KEYS: &[&str] = &[
    "aws iam list-users",
    "aws iam list-roles",
    "aws secretsmanager list-secrets",
];

/// What is played, and how it ends.
struct Programme {
    play: Play,
    keeps: bool,
    profile: Profile,
}

/// One account, or many.
#[derive(Clone, Copy)]
enum Play {
    Account(&'static Story),
    Organization,
}

impl Programme {
    fn read(options: &[&str]) -> Result<Self> {
        let mut plays = Vec::new();
        let mut keeps = false;
        let mut profile = Profile::Development;
        for option in options {
            match *option {
                "--static" => plays.push(Play::Account(&STATIC)),
                "--drift" => plays.push(Play::Account(&DRIFT)),
                "--launch" => plays.push(Play::Account(&LAUNCH)),
                "--organization" => plays.push(Play::Organization),
                "--keep" => keeps = true,
                "--release" => profile = Profile::Release,
                unknown => {
                    bail!(
                        "`demo` knows no `{unknown}`: it takes --static, --drift, --launch or --organization, --keep and --release"
                    )
                }
            }
        }
        ensure!(
            plays.len() < 2,
            "`demo` plays one of --static, --drift, --launch and --organization"
        );
        let play = plays.first().copied().unwrap_or(Play::Account(&ROLE));
        let is_organization = matches!(play, Play::Organization);
        ensure!(
            !(keeps && is_organization),
            "`demo --organization` is not kept"
        );
        Ok(Self {
            play,
            keeps,
            profile,
        })
    }
}

fn main() -> ExitCode {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    terminal::exit_code(run(&options))
}

/// Plays the demo and leaves nothing running, however it ends.
fn run(options: &[&str]) -> Result<()> {
    let programme = Programme::read(options)?;
    let interrupt = Interrupt::install()?;
    let played = play(&programme, &interrupt);
    if played.is_err() {
        // After Ctrl-C, the interruption is the cause of any failure.
        interrupt.check()?;
    }
    played?;
    terminal::line("");
    terminal::done("Nothing is left running.");
    Ok(())
}

fn play(programme: &Programme, interrupt: &Interrupt) -> Result<()> {
    match programme.play {
        Play::Account(story) => play_account(story, programme, interrupt),
        Play::Organization => organization::play(programme.profile, interrupt),
    }
}

/// The scenes of a story, without the last one where the environment is kept: it deletes the stack.
fn scenes(story: &'static Story, keeps: bool) -> &'static [Scene] {
    let all = story.scenes;
    &all[..all.len() - usize::from(keeps)]
}

fn play_account(story: &'static Story, programme: &Programme, interrupt: &Interrupt) -> Result<()> {
    page::banner(
        "qovery-aws-connect",
        "An AWS account is connected to Qovery, here on this machine: an AWS emulator that enforces \
         IAM, a stand-in for Qovery's API, the stock AWS CLI, and the functions themselves. Nothing leaves 127.0.0.1.",
    );
    let stage = Stage::set_up(programme.profile, interrupt)?;
    for (index, scene) in scenes(story, programme.keeps).iter().enumerate() {
        interrupt.check()?;
        page::scene(index + 1, scene.title, scene.story);
        (scene.play)(&stage)?;
    }
    if programme.keeps {
        keep::wait(&stage, story.look_at, interrupt)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(options: &[&str]) -> Vec<&'static str> {
        let programme = Programme::read(options).unwrap();
        let Play::Account(story) = programme.play else {
            return Vec::new();
        };
        let scenes = scenes(story, programme.keeps).iter();
        scenes.map(|scene| scene.title).collect()
    }

    #[test]
    fn every_story_ends_with_the_stack_unless_it_is_kept() {
        for story in [&[][..], &["--static"], &["--drift"], &["--launch"]] {
            let whole = titles(story);
            let (end, kept) = whole.split_last().unwrap();
            assert!([delete::SCENE.title, hold::SCENE.title].contains(end));
            assert_eq!(titles(&[story, &["--keep"]].concat()), kept);
        }
    }

    #[test]
    fn one_story_is_played_at_a_time() {
        assert!(Programme::read(&["--static", "--drift"]).is_err());
        assert!(Programme::read(&["--organization", "--drift"]).is_err());
        assert!(Programme::read(&["--organization", "--keep"]).is_err());
        assert!(Programme::read(&["--dirft"]).is_err());
    }
}
