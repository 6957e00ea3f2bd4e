//! The environment after the scenes, left up so that its user can look around.

use std::{
    io::stdin,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use anyhow::Result;
use support::{terminal, toolbox};

use crate::{
    interrupt::Interrupt,
    stage::{ORGANIZATION, STACK, Stage, TOKEN},
};

/// Between two looks for Ctrl-C.
const POLL: Duration = Duration::from_millis(100);

/// Prints how to reach the environment, and waits for Enter or Ctrl-C.
pub(crate) fn wait(stage: &Stage, look_at: &[&str], interrupt: &Interrupt) -> Result<()> {
    terminal::heading("Up until you press Enter");
    terminal::line("\n  # The AWS account, as its root:");
    for (name, value) in stage.account.aws().environment() {
        terminal::line(&format!("  export {name}='{value}'"));
    }
    let aws = toolbox::aws()?;
    terminal::line(&format!("  alias aws='{}'", aws.display()));
    terminal::line("\n  # Look around:");
    terminal::line(&format!(
        "  aws cloudformation describe-stacks --stack-name {STACK}"
    ));
    for command in look_at {
        terminal::line(&format!("  {command}"));
    }
    terminal::line("  aws logs describe-log-groups");
    terminal::line(&format!(
        "  curl -H 'Authorization: Token {TOKEN}' {}/organization/{ORGANIZATION}/credentials",
        stage.qovery.url()
    ));
    terminal::line("\n  # The stack is protected, so this is refused:");
    terminal::line(&format!(
        "  aws cloudformation delete-stack --stack-name {STACK}\n"
    ));
    wait_for_enter(interrupt);
    Ok(())
}

fn wait_for_enter(interrupt: &Interrupt) {
    let (sender, enter) = channel();
    thread::spawn(move || match stdin().read_line(&mut String::new()) {
        // There is no terminal to press Enter on: Ctrl-C or another signal ends it.
        Ok(0) | Err(_) => loop {
            thread::park();
        },
        Ok(_) => drop(sender.send(())),
    });
    while !interrupt.is_asked() {
        if enter.recv_timeout(POLL) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
