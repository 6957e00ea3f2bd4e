//! The same launch, for a terminal.

use super::Launch;

/// The token itself, or a secret with it: one of the two.
const TOKEN: &str = "QoveryApiToken";
const TOKEN_SECRET: &str = "QoveryApiTokenSecretArn";

impl Launch<'_> {
    /// The command of the AWS CLI. The stack is protected against deletion by mistake, and a first
    /// attempt that fails leaves nothing behind. Where no secret has the token, the shell asks for it,
    /// so that it is in no history.
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
        if !self.names_a_secret() {
            words.push(format!(r#""ParameterKey={TOKEN},ParameterValue=${TOKEN}""#));
            command.insert_str(0, &format!("read -rs {TOKEN}\n"));
        }
        if !words.is_empty() {
            command += " \\\n  --parameters";
        }
        let lines = words.iter().map(|word| format!(" \\\n    {word}"));
        command + &lines.collect::<String>()
    }

    fn names_a_secret(&self) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|(name, value)| *name == TOKEN_SECRET && !value.is_empty())
    }
}

/// One argument: the CLI splits values at commas unless they are in double quotes, and a shell
/// leaves alone what is in single ones.
fn parameter(name: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    let shorthand = format!(r#"ParameterKey={name},ParameterValue="{value}""#);
    format!("'{}'", shorthand.replace('\'', r"'\''"))
}
