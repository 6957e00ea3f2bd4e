//! How soon a policy, a role and a key count. The functions wait for half a minute.

use std::{thread::sleep, time::Duration};

use anyhow::{Result, bail};
use serde_json::json;
use support::aws::{Aws, AwsError};

use crate::{
    Report,
    place::{NAME, Place, document, text},
};

const PAUSE: Duration = Duration::from_secs(1);
const LOOKS: u32 = 180;
const AT_ONCE: Option<&str> = Some("at once");

/// Measures, and leaves a role with rights behind; its ARN.
pub(super) fn measure(place: &Place, report: &mut Report) -> Result<String> {
    let name = format!("{NAME}-probe");
    let role = place.role(&name)?;
    let assume = [
        "sts",
        "assume-role",
        "--role-session-name",
        "probe",
        "--role-arn",
    ];
    let assume = [&assume[..], &[&role]].concat();
    let (seen, session) = looks(|| place.aws().run(&assume))?;
    report.note("a new role can be assumed", seen, AT_ONCE);

    let given = |field: &str| text(&session["Credentials"][field]);
    let (id, secret, token) = (
        given("AccessKeyId"),
        given("SecretAccessKey"),
        given("SessionToken"),
    );
    let session = place.aws().with_credentials(&id, &secret, Some(&token));
    let rights = json!({"Effect": "Allow", "Resource": "*",
        "Action": ["ec2:CreateVpc", "iam:ListAccountAliases"]});
    let put = format!("iam put-role-policy --role-name {name} --policy-name rights");
    place.call(&format!("{put} --policy-document"), &document(&rights))?;
    let (seen, _) = looks(|| session.run(&["iam", "list-account-aliases"]))?;
    report.note("a new policy of a role counts", seen, AT_ONCE);

    place.call("iam create-user --user-name", &name)?;
    let made = place.call("iam create-access-key --user-name", &name)?;
    let part = |field: &str| text(&made["AccessKey"][field]);
    let user: Aws =
        place
            .aws()
            .with_credentials(&part("AccessKeyId"), &part("SecretAccessKey"), None);
    let (seen, _) = looks(|| user.run(&["sts", "get-caller-identity"]))?;
    report.note("a new key counts", seen, AT_ONCE);
    Ok(role)
}

/// Asks each second until it succeeds, and says after how many.
fn looks<T>(ask: impl Fn() -> Result<T, AwsError>) -> Result<(String, T)> {
    for look in 0..LOOKS {
        match ask() {
            Ok(answer) if look == 0 => return Ok(("at once".to_owned(), answer)),
            Ok(answer) => return Ok((format!("at the look after {look} s"), answer)),
            Err(error) if look + 1 == LOOKS => return Err(error.into()),
            Err(_) => sleep(PAUSE),
        }
    }
    bail!("nothing was asked")
}
