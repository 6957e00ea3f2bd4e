//! The environment, left up for whoever wants to look around.

use std::{
    io::stdin,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use anyhow::Result;
use support::toolbox;

use super::{
    interrupt::Interrupt,
    stage::{ORGANIZATION, STACK, Stage, TOKEN},
};
use crate::say;

/// Between looks at whether somebody pressed Ctrl-C.
const POLL: Duration = Duration::from_millis(100);

/// Tells how to talk to it, and waits for Enter or Ctrl-C.
pub(super) fn wait(stage: &Stage, look_at: &[&str], interrupt: &Interrupt) -> Result<()> {
    say::heading("Up until you press Enter");
    say::line("\n  # The AWS account, as its root:");
    for (name, value) in stage.account.aws().environment() {
        say::line(&format!("  export {name}='{value}'"));
    }
    let aws = toolbox::aws()?;
    say::line(&format!("  alias aws='{}'", aws.display()));
    say::line("\n  # Look around:");
    say::line(&format!(
        "  aws cloudformation describe-stacks --stack-name {STACK}"
    ));
    for command in look_at {
        say::line(&format!("  {command}"));
    }
    say::line("  aws logs describe-log-groups");
    say::line(&format!(
        "  curl -H 'Authorization: Token {TOKEN}' {}/organization/{ORGANIZATION}/credentials",
        stage.qovery.url()
    ));
    say::line("\n  # A cluster is linked, so this is refused:");
    say::line(&format!(
        "  aws cloudformation delete-stack --stack-name {STACK}\n"
    ));
    until_told(interrupt);
    Ok(())
}

fn until_told(interrupt: &Interrupt) {
    let (sender, told) = channel();
    thread::spawn(move || match stdin().read_line(&mut String::new()) {
        // Nobody is there to press Enter: Ctrl-C, or a signal, ends it.
        Ok(0) | Err(_) => loop {
            thread::park();
        },
        Ok(_) => drop(sender.send(())),
    });
    while !interrupt.is_asked() {
        if told.recv_timeout(POLL) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
