//! The same launch, for a terminal.

use super::Launch;
use crate::set;

/// The token itself, or a secret with it: one of the two.
const TOKEN: &str = "QoveryApiToken";
const TOKEN_SECRET: &str = "QoveryApiTokenSecretArn";

impl Launch<'_> {
    /// The command of the AWS CLI. The stack is protected against deletion by mistake, and a first
    /// attempt that fails leaves nothing behind. Where no secret has the token, the shell asks for it,
    /// so that it is in no history. Both are one line to the shell: of two, `read` would take the second
    /// for the token where they are pasted together.
    #[must_use]
    pub fn command(&self) -> String {
        let mut command = format!(
            "aws cloudformation create-stack --region {} --stack-name {} \\\n  --template-url {} \\\n  \
             --capabilities CAPABILITY_NAMED_IAM --enable-termination-protection --retain-except-on-create",
            self.region,
            self.stack,
            self.template_url()
        );
        let parameters = self.parameters.iter();
        let mut words: Vec<String> = parameters
            .map(|(name, value)| parameter(name, value))
            .collect();
        if self.asks_for_the_token() {
            words.push(format!(r#""ParameterKey={TOKEN},ParameterValue=${TOKEN}""#));
            command.insert_str(0, &format!("read -rs {TOKEN} &&\n"));
        }
        if !words.is_empty() {
            command += " \\\n  --parameters";
        }
        let lines = words.iter().map(|word| format!(" \\\n    {word}"));
        command + &lines.collect::<String>()
    }

    /// A hub takes no token, only a secret.
    fn asks_for_the_token(&self) -> bool {
        let mut parameters = self.parameters.iter();
        let names_a_secret =
            parameters.any(|(name, value)| *name == TOKEN_SECRET && !value.is_empty());
        self.template == set::TEMPLATE && !names_a_secret
    }
}

/// One argument: the CLI splits values at commas unless they are in double quotes, and a shell
/// leaves alone what is in single ones.
fn parameter(name: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    let shorthand = format!(r#"ParameterKey={name},ParameterValue="{value}""#);
    format!("'{}'", shorthand.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::{env::temp_dir, fs, os::unix::fs::PermissionsExt, process::Command};

    use super::*;
    use crate::{Publisher, Version, launch::STACK};

    /// Pastes what it is given into a shell on a terminal, without brackets around it, and waits for
    /// the shell's end.
    const PASTE: &str = r#"
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
os.write(terminal, sys.argv[1].encode())
try:
    while os.read(terminal, 4096):
        pass
except OSError:
    pass
"#;

    #[test]
    fn a_terminal_takes_the_pasted_token_and_no_line_of_the_command_for_it() {
        let folder = temp_dir().join(format!("pasted-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (aws, given) = (folder.join("aws"), folder.join("given"));
        // It ends the shell, too.
        let given_to = given.display();
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > '{given_to}'\nkill -9 $PPID\n");
        fs::write(&aws, script).unwrap();
        fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
        let publisher = Publisher {
            account: "123456789012".to_owned(),
            regions: vec!["eu-west-3".to_owned()],
        };
        let launch = Launch {
            publisher: &publisher,
            version: &Version::new(1, 2, 3),
            template: set::TEMPLATE,
            region: "eu-west-3",
            stack: STACK,
            parameters: vec![("CredentialsName", "it's \"so\"")],
        };
        let typed = format!(
            "PATH='{}':$PATH\n{}\nqov_token\n",
            folder.display(),
            launch.command()
        );
        let shell = Command::new("python3")
            .args(["-c", PASTE, &typed])
            .output()
            .unwrap();
        assert!(shell.status.success(), "{shell:?}");
        let given = fs::read_to_string(given).unwrap();
        let last: Vec<&str> = given.lines().rev().take(2).collect();
        let name = r#"ParameterKey=CredentialsName,ParameterValue="it's \"so\"""#;
        assert_eq!(
            last,
            ["ParameterKey=QoveryApiToken,ParameterValue=qov_token", name]
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
