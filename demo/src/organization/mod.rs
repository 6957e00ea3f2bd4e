//! `demo --organization`: a hub, and the accounts of a company that are connected through it.

mod company;
mod members;

use anyhow::{Result, ensure};
use support::terminal;

use crate::{interrupt::Interrupt, page, stage::Profile};
use company::{Company, Joined};

/// A part of the play: a title, what happens and why, and what is done.
struct Act {
    title: &'static str,
    story: &'static str,
    play: fn(&mut Company) -> Result<()>,
}

const ACTS: &[Act] = &[
    Act {
        title: "Deploy the hub",
        story: "Once, in one account: a topic that takes messages from CloudFormation of this \
                organization only, a queue with a group for each account, and a function that \
                answers. The token is here and nowhere else.",
        play: Company::deploy_hub,
    },
    Act {
        title: "Connect five accounts at once",
        story: "What a StackSet does with an organizational unit: the member stack in each account. \
                It has a role and nothing that runs. The hub looks into each account through a role \
                of the stack's, verifies Qovery's role there as for one account, and registers it. \
                (The emulator has no StackSets: a loop stands for one.)",
        play: members::connect_five,
    },
    Act {
        title: "A sixth account joins",
        story: "Auto-deployment gives it the stack. Nobody does anything at the hub.",
        play: members::join,
    },
    Act {
        title: "An account that trusts one too many",
        story: "Its administrator adds an account of his own to the trust policy. What the hub \
                expects is the hub's own to say, not the member's: the member's stack fails with the \
                finding, and takes back what it made. No other account notices.",
        play: members::refuse,
    },
    Act {
        title: "Accounts that leave",
        story: "Where a cluster runs, the hub refuses to delete what it runs on, and names it. Where \
                nothing does, credentials, role and policy go with the stack.",
        play: members::leave,
    },
    Act {
        title: "The fleet",
        story: "What the company has in the end: account by account, then as the hub's own function \
                reports it once a day.",
        play: |company| company.show_fleet(),
    },
];

/// Plays all of it.
pub(crate) fn play(profile: Profile, interrupt: &Interrupt) -> Result<()> {
    page::banner(
        "qovery-aws-connect, for an organization",
        "The accounts of a company are connected to Qovery through one hub, here on this machine: an \
         AWS emulator that enforces IAM, topics and queues included, a stand-in for Qovery's API, \
         and the functions themselves. Nothing leaves 127.0.0.1.",
    );
    let mut company = Company::set_up(profile, interrupt)?;
    for (number, act) in (1..).zip(ACTS) {
        interrupt.check()?;
        page::scene(number, act.title, act.story);
        (act.play)(&mut company)?;
    }
    Ok(())
}

/// One line for each account whose stack was deployed.
fn show_joined(joined: &[Joined]) -> Result<()> {
    for Joined {
        account, result, ..
    } in joined
    {
        let status = &result.status;
        ensure!(
            status == "CREATE_COMPLETE",
            "{account}: {}",
            result.failure()
        );
        terminal::done(&format!("{account}  {status}"));
    }
    terminal::line("");
    Ok(())
}
