//! Launches, as the console, a shell and `CloudFormation` read them.

use std::sync::LazyLock;

use support::repository;

use super::*;
use crate::template;

pub(crate) static VERSION: Version = Version::new(1, 2, 3);
pub(crate) static PUBLISHER: LazyLock<Publisher> = LazyLock::new(|| Publisher {
    account: "123456789012".to_owned(),
    regions: vec!["us-east-1".to_owned(), "eu-west-3".to_owned()],
});
pub(crate) static TEMPLATE: LazyLock<Value> = LazyLock::new(|| {
    let source = template::read(&repository::root().join("template.yaml")).unwrap();
    template::released(source, &PUBLISHER, &VERSION)
});

pub(crate) fn launch(parameters: Vec<(&'static str, &'static str)>) -> Launch<'static> {
    Launch {
        publisher: &PUBLISHER,
        version: &VERSION,
        template: set::TEMPLATE,
        region: "eu-west-3",
        stack: STACK,
        parameters,
    }
}

#[test]
fn the_console_reads_a_link_as_it_was_meant() {
    let launch = launch(vec![
        (
            "QoveryPrincipal",
            "222222222222,arn:aws:iam::222222222222:role/app/q+=@-_1",
        ),
        ("CredentialsName", "production & more = 100% #1"),
    ]);
    let link = launch.link();
    let start = "https://eu-west-3.console.aws.amazon.com/cloudformation/home?region=eu-west-3#/stacks/create/review?";
    assert!(link.starts_with(start), "{link}");
    let form = read(&link, &TEMPLATE).unwrap();
    assert_eq!(form.region, "eu-west-3");
    assert_eq!(form.template_url, launch.template_url());
    assert_eq!(form.stack, "qovery");
    let expected = launch
        .parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    assert_eq!(form.parameters, expected.collect());
}

#[test]
fn the_console_takes_no_hidden_parameter_and_none_that_the_template_has_not() {
    let link = launch(vec![
        ("QoveryApiToken", "qov_x"),
        ("qoveryPrincipal", "1"),
        ("DryRun", "true"),
    ])
    .link();
    let form = read(&link, &TEMPLATE).unwrap();
    assert_eq!(
        form.parameters,
        [("DryRun".to_owned(), "true".to_owned())].into()
    );
}

#[test]
fn what_cloudformation_would_refuse_is_refused_before_there_is_a_link() {
    let refused = Launch {
        region: "eu-west-3.example.com",
        stack: "1st",
        ..launch(vec![
            ("QoveryApiToken", "qov_x"),
            ("QoveryPrincipals", "222222222222"),
            ("QoveryPrincipal", "222222222222, 333333333333"),
            ("OnDelete", "protect"),
            ("RetirementGraceDays", "0"),
            (
                "CredentialsName",
                "long enough to be longer than the sixty-four letters that a name may have",
            ),
        ])
    };
    let faults = refused.faults(&TEMPLATE).join("\n");
    for expected in [
        "`eu-west-3.example.com` is no region",
        "`1st` is no name for a stack",
        "QoveryApiToken is hidden",
        "there is no parameter QoveryPrincipals",
        "QoveryPrincipal must be account ids or ARNs",
        "OnDelete must be one of Protect, Revoke",
        "RetirementGraceDays must be from 1 to 365",
        "CredentialsName may have 64 characters",
    ] {
        assert!(faults.contains(expected), "{expected}\n{faults}");
    }
    let fine = launch(vec![
        ("QoveryPrincipal", "222222222222"),
        ("RetirementGraceDays", "7"),
    ]);
    assert_eq!(fine.faults(&TEMPLATE), Vec::<String>::new());
}

#[test]
fn a_region_without_code_needs_a_bucket_with_a_copy_and_reads_the_template_there() {
    let elsewhere = |parameters| Launch {
        region: "cn-north-1",
        ..launch(parameters)
    };
    let faults = elsewhere(vec![]).faults(&TEMPLATE);
    let expected = "`cn-north-1` has no code; these regions have: us-east-1, eu-west-3";
    assert!(faults[0].starts_with(expected), "{faults:?}");
    let mirrored = elsewhere(vec![("CodeBucket", "a-copy")]);
    assert_eq!(mirrored.faults(&TEMPLATE), Vec::<String>::new());
    let url = "https://a-copy.s3.cn-north-1.amazonaws.com.cn/v1.2.3/template.json";
    assert_eq!(mirrored.template_url(), url);
    let start = "https://cn-north-1.console.amazonaws.cn/cloudformation/home?region=cn-north-1#";
    assert!(mirrored.link().starts_with(start), "{}", mirrored.link());
    let form = read(&mirrored.link(), &TEMPLATE).unwrap();
    assert_eq!(form.parameters["CodeBucket"], "a-copy");
    assert!(mirrored.command().contains(url));
}

#[test]
fn a_hub_has_a_template_of_its_own_and_no_token() {
    let hub = Launch {
        template: set::HUB_TEMPLATE,
        stack: HUB_STACK,
        ..launch(vec![("AwsOrganizationId", "o-0123456789")])
    };
    let source = template::read(&repository::root().join("organization/hub.yaml")).unwrap();
    let few = Launch {
        parameters: vec![("QoveryRequestsPerHour", "9")],
        ..hub.clone()
    };
    let faults = few.faults(&template::released(source, &PUBLISHER, &VERSION));
    assert_eq!(faults, ["QoveryRequestsPerHour must be at least 10"]);
    let command = hub.command();
    assert!(command.starts_with("aws "), "{command}");
    assert!(command.contains("--stack-name qovery-hub "), "{command}");
    assert!(command.contains("/v1.2.3/hub.json "), "{command}");
    assert!(!command.contains("QoveryApiToken"), "{command}");
}

#[test]
fn a_shell_reads_the_command_as_it_was_meant() {
    let secret = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-AbCdEf";
    let launch = launch(vec![
        ("QoveryApiTokenSecretArn", secret),
        ("QoveryPrincipal", "1,2"),
        ("CredentialsName", r#"it's "a" \name"#),
    ]);
    let expected = r#"aws cloudformation create-stack --region eu-west-3 --stack-name qovery \
  --template-url https://qovery-aws-connect-123456789012-eu-west-3-an.s3.eu-west-3.amazonaws.com/v1.2.3/template.json \
  --capabilities CAPABILITY_NAMED_IAM --enable-termination-protection --retain-except-on-create \
  --parameters \
    'ParameterKey=QoveryApiTokenSecretArn,ParameterValue="arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-AbCdEf"' \
    'ParameterKey=QoveryPrincipal,ParameterValue="1,2"' \
    'ParameterKey=CredentialsName,ParameterValue="it'\''s \"a\" \\name"'"#;
    assert_eq!(launch.command(), expected);
}

#[test]
fn without_a_secret_the_command_asks_for_the_token() {
    let command = launch(vec![("QoveryPrincipal", "222222222222")]).command();
    assert!(
        command.starts_with("read -rs QoveryApiToken &&\naws "),
        "{command}"
    );
    let last = "\n    \"ParameterKey=QoveryApiToken,ParameterValue=$QoveryApiToken\"";
    assert!(command.ends_with(last), "{command}");
}
