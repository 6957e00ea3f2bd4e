//! Who calls.

/// Someone who calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) kind: Kind,
    /// The entries of `Principal` that mean them.
    pub(crate) names: &'static [&'static str],
    /// Of one who signs: `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:userid`.
    pub(super) identity: Option<[&'static str; 3]>,
    /// Nobody that a policy knows by organization, address or token.
    pub(crate) is_stranger: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The third party, which calls for itself.
    ThirdParty,
    /// Another user or role.
    Signer,
    Service(&'static str),
    Saml,
    WebIdentity,
}

const fn signer(
    kind: Kind,
    names: &'static [&'static str],
    identity: [&'static str; 3],
    is_stranger: bool,
) -> Person {
    Person {
        kind,
        names,
        identity: Some(identity),
        is_stranger,
    }
}

const fn unsigned(kind: Kind, names: &'static [&'static str], is_stranger: bool) -> Person {
    Person {
        kind,
        names,
        identity: None,
        is_stranger,
    }
}

macro_rules! role {
    ($kind:expr, $account:literal, $path:literal, $name:literal, $session:literal, $stranger:literal) => {
        signer(
            $kind,
            &[
                $account,
                concat!("arn:aws:iam::", $account, ":root"),
                concat!("arn:aws:iam::", $account, ":role/", $path, $name),
                concat!(
                    "arn:aws:sts::",
                    $account,
                    ":assumed-role/",
                    $name,
                    "/",
                    $session
                ),
            ],
            [
                concat!("arn:aws:iam::", $account, ":role/", $path, $name),
                $account,
                concat!("AROA", $account, $name, ":", $session),
            ],
            $stranger,
        )
    };
}

/// The role `deployer` of the third party in both of its sessions, with and without a path.
pub(crate) const DEPLOYERS: [Person; 4] = [
    role!(
        Kind::ThirdParty,
        "444455556666",
        "team/",
        "deployer",
        "run",
        false
    ),
    role!(
        Kind::ThirdParty,
        "444455556666",
        "team/",
        "deployer",
        "other",
        false
    ),
    role!(
        Kind::ThirdParty,
        "444455556666",
        "",
        "deployer",
        "run",
        false
    ),
    role!(
        Kind::ThirdParty,
        "444455556666",
        "",
        "deployer",
        "other",
        false
    ),
];

/// A user of the third party.
pub(crate) const USER: Person = signer(
    Kind::ThirdParty,
    &[
        "444455556666",
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::444455556666:user/u",
    ],
    ["arn:aws:iam::444455556666:user/u", "444455556666", "AIDAU"],
    false,
);

/// Everyone else: other accounts, the role's own, services, bearers of tokens.
pub(crate) const OUTSIDERS: [Person; 10] = [
    role!(Kind::Signer, "777788889999", "*/", "x", "s", false),
    signer(
        Kind::Signer,
        &[
            "777788889999",
            "arn:aws:iam::777788889999:root",
            "arn:aws:iam::777788889999:user/team/u",
        ],
        [
            "arn:aws:iam::777788889999:user/team/u",
            "777788889999",
            "AIDAT",
        ],
        false,
    ),
    role!(
        Kind::Signer,
        "123412341234",
        "aws-reserved/",
        "Admin",
        "alice",
        false
    ),
    role!(Kind::Signer, "909090909090", "", "s", "run", true),
    unsigned(
        Kind::Service("ec2.amazonaws.com"),
        &["ec2.amazonaws.com"],
        false,
    ),
    unsigned(
        Kind::Service("x.amazonaws.com"),
        &["x.amazonaws.com"],
        false,
    ),
    unsigned(
        Kind::Saml,
        &["arn:aws:iam::123412341234:saml-provider/idp"],
        false,
    ),
    unsigned(
        Kind::Saml,
        &["arn:aws:iam::909090909090:saml-provider/idp"],
        true,
    ),
    unsigned(
        Kind::WebIdentity,
        &["arn:aws:iam::123412341234:oidc-provider/token.actions.githubusercontent.com"],
        true,
    ),
    unsigned(
        Kind::WebIdentity,
        &["arn:aws:iam::123412341234:oidc-provider/token.actions.githubusercontent.com"],
        false,
    ),
];
