//! What requests hold, by caller: written from AWS's pages on each condition key.

use super::{
    Call, Context,
    people::{Kind, Person},
};

/// Every request of that person, as far as these keys go.
pub(crate) fn requests(person: &Person, keys: &[&'static str]) -> Vec<Call> {
    let mut contexts = vec![Context::new()];
    for key in keys {
        let options = options(person, key);
        contexts = contexts
            .iter()
            .flat_map(|context| options.iter().map(|values| with(context, key, values)))
            .collect();
    }
    let action = match person.kind {
        Kind::Saml => "sts:AssumeRoleWithSAML",
        Kind::WebIdentity => "sts:AssumeRoleWithWebIdentity",
        _ => "sts:AssumeRole",
    };
    let call = |context| Call {
        action,
        names: person.names.to_vec(),
        context,
    };
    contexts.into_iter().map(call).collect()
}

fn with(context: &Context, key: &'static str, values: &[&'static str]) -> Context {
    let mut context = context.clone();
    if !values.is_empty() {
        context.insert(key, values.to_vec());
    }
    context
}

const ABSENT: &[&str] = &[];

/// The values that a key can have in a request: none where it is absent.
type Options = Vec<Vec<&'static str>>;

fn any(options: &[&[&'static str]]) -> Options {
    options.iter().map(|values| values.to_vec()).collect()
}

/// What the key can be in that person's requests.
fn options(person: &Person, key: &str) -> Options {
    match key {
        "aws:SecureTransport" => any(&[&["true"]]),
        "aws:ResourceAccount" => any(&[&["123412341234"]]),
        "aws:EpochTime" => any(&[&["1790000000"]]),
        "sts:RoleSessionName" => any(&[&["run"], &["other"]]),
        "sts:ExternalId" => any(&[ABSENT, &["v1"], &["v2"], &["w1"]]),
        "aws:RequestTag/b" => any(&[ABSENT, &["v1"], &["v2"], &["w"]]),
        "aws:TagKeys" => any(&[ABSENT, &["b"], &["b", "c"]]),
        "aws:SourceIp" => match person.kind {
            Kind::ThirdParty => any(&[&["203.0.113.7"], &["198.51.100.7"]]),
            _ if person.is_stranger => any(&[ABSENT, &["198.51.100.7"], &["2001:db8:f::1"]]),
            _ => any(&[ABSENT, &["203.0.113.7"], &["2001:db8:f::1"]]),
        },
        "codebuild:projectArn" => match person.kind {
            Kind::ThirdParty => any(&[ABSENT]),
            _ => any(&[ABSENT, &["arn:aws:codebuild:eu-west-3:1:project/p"]]),
        },
        "aws:SourceAccount" => match person.kind {
            Kind::Service(_) => any(&[ABSENT, &["123412341234"], &["777788889999"]]),
            _ => any(&[ABSENT]),
        },
        "saml:iss" => match person.kind {
            Kind::Saml => any(&[ABSENT, &["v1"], &["w"]]),
            _ => any(&[ABSENT]),
        },
        "token.actions.githubusercontent.com:sub" => match person.kind {
            Kind::WebIdentity if person.is_stranger => any(&[&["repo:stranger/a"]]),
            Kind::WebIdentity => any(&[&["repo:org/a"], &["repo:org/b"]]),
            _ => any(&[ABSENT]),
        },
        key => match &person.identity {
            Some(identity) => of_signer(person, identity, key),
            None => of_others(person.kind, key),
        },
    }
}

/// The keys about a user or role that signs.
fn of_signer(person: &Person, [arn, account, id]: &[&'static str; 3], key: &str) -> Options {
    let is_role = arn.contains(":role/");
    match key {
        "aws:PrincipalArn" => any(&[&[arn]]),
        "aws:PrincipalAccount" => any(&[&[account]]),
        "aws:userid" => any(&[&[id]]),
        "aws:PrincipalType" if is_role => any(&[&["AssumedRole"]]),
        "aws:PrincipalType" => any(&[&["User"]]),
        "aws:PrincipalIsAWSService" => any(&[&["false"]]),
        "aws:PrincipalTag/a" => any(&[ABSENT, &["v1"], &["v2"], &["w"]]),
        "aws:PrincipalOrgID" if person.is_stranger => any(&[ABSENT, &["o-w"]]),
        "aws:PrincipalOrgID" => any(&[ABSENT, &["o-v1"], &["o-v2"]]),
        "aws:MultiFactorAuthPresent" if is_role => any(&[&["true"], &["false"]]),
        "aws:MultiFactorAuthPresent" => any(&[ABSENT, &["true"], &["false"]]),
        other => unreachable!("{other} is not generated"),
    }
}

/// The same keys in calls of services and in calls that nobody signs.
fn of_others(kind: Kind, key: &str) -> Options {
    match (key, kind) {
        ("aws:PrincipalIsAWSService", Kind::Service(_)) => any(&[&["true"]]),
        ("aws:PrincipalAccount", Kind::Service(_)) => any(&[&["313131313131"]]),
        ("aws:PrincipalAccount" | "aws:userid", _) => any(&[&["anonymous"]]),
        ("aws:PrincipalType", _) => any(&[&["Anonymous"]]),
        _ => any(&[ABSENT]),
    }
}
