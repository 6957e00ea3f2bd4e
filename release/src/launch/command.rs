//! The same launch, for a terminal.

use super::Launch;

impl Launch<'_> {
    /// The command of the AWS CLI. The stack is protected against deletion by mistake, and a first
    /// attempt that fails leaves nothing behind.
    #[must_use]
    pub fn command(&self) -> String {
        let mut command = format!(
            "aws cloudformation create-stack --region {} --stack-name {} \\\n  --template-url {} \\\n  \
             --capabilities CAPABILITY_NAMED_IAM --enable-termination-protection --retain-except-on-create",
            self.region,
            self.stack,
            self.template_url()
        );
        if !self.parameters.is_empty() {
            command += " \\\n  --parameters";
        }
        let parameters = self.parameters.iter();
        let lines = parameters.map(|(name, value)| format!(" \\\n    {}", parameter(name, value)));
        command + &lines.collect::<String>()
    }
}

/// One argument: the CLI splits values at commas unless they are in double quotes, and a shell
/// leaves alone what is in single ones.
fn parameter(name: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    let shorthand = format!(r#"ParameterKey={name},ParameterValue="{value}""#);
    format!("'{}'", shorthand.replace('\'', r"'\''"))
}
