//! The start of the functions that answer an organization's accounts.

use super::{Flow, Script, connect::TOKEN_SECRET};
use crate::{ORGANIZATION, cloud::Cloud};

const QUEUE: &str = "https://sqs.eu-west-3.amazonaws.com/123456789012/qovery-aws-connect.fifo";

pub(super) const INTAKE: Flow = Flow {
    name: "intake, start",
    function: "intake",
    arrange: |cloud| start(cloud, Vec::new()),
    again: None,
};

pub(super) const REGISTRAR: Flow = Flow {
    name: "registrar, start",
    function: "registrar",
    arrange: |cloud| start(cloud, members()),
    again: None,
};

pub(super) const FLEET: Flow = Flow {
    name: "fleet, start",
    function: "fleet",
    arrange: |cloud| {
        let mut environment = members();
        environment.extend([
            ("STACK_NAME", "qovery-hub".to_owned()),
            ("STACK_SET_NAME", "qovery-members".to_owned()),
            ("DELEGATED_ADMIN", "false".to_owned()),
            ("DRY_RUN", "false".to_owned()),
            ("FUNCTION_ROLE_NAME", "fleet".to_owned()),
        ]);
        start(cloud, environment)
    },
    again: None,
};

fn start(cloud: &Cloud, mut environment: Vec<(&'static str, String)>) -> Script {
    environment.extend([
        ("QUEUE_URL", QUEUE.to_owned()),
        ("PARTITION", "aws".to_owned()),
    ]);
    Script::new(cloud, environment, Vec::new())
}

/// What the hub says of every member.
fn members() -> Vec<(&'static str, String)> {
    [
        ("QOVERY_ORGANIZATION_ID", ORGANIZATION),
        ("QOVERY_API_TOKEN_SECRET_ARN", TOKEN_SECRET),
        ("QOVERY_REQUESTS_PER_HOUR", "1000"),
        ("CREDENTIALS_NAME", "aws-{account_id}"),
        ("TRUSTED_PRINCIPALS", "222222222222"),
        ("PERMISSION_CHECK", "Enforce"),
        ("ON_EXISTING", "Adopt"),
        ("ON_DELETE", "Protect"),
        ("READER_ROLE_NAME", "qovery-aws-connect-reader"),
        ("RETIREMENT_GRACE_DAYS", "7"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}
