//! What things are called, and what the properties of the stack say of them.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use domain::{
    aws::{
        arn::{AccountId, RoleArn, SecretArn, StackArn},
        secret::VersionId,
    },
    physical_id::PhysicalId,
    properties::{PresentIdentity, Properties},
    qovery::CredentialsId,
    reconciliation::Expected,
    rotation::Owner,
};
use serde_json::json;

use super::GRACE;

const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";

/// An identity that the stack makes, or has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Name {
    Role(u8),
    User(u8),
}

impl Name {
    /// The name that the IAM API calls it by.
    pub(crate) fn as_text(self) -> String {
        match self {
            Self::Role(number) => format!("role-{number}"),
            Self::User(number) => format!("user-{number}"),
        }
    }

    pub(crate) fn role_arn(self) -> RoleArn {
        let name = self.as_text();
        format!("arn:aws:iam::123456789012:role/{name}")
            .parse()
            .unwrap()
    }

    /// The secret that holds the user's keys.
    pub(crate) fn secret(self) -> SecretArn {
        let name = self.as_text();
        format!("arn:aws:secretsmanager:eu-west-3:123456789012:secret:{name}-AbCdEf")
            .parse()
            .unwrap()
    }

    /// Whose keys all keys of that user are.
    pub(crate) fn owner(self) -> Owner {
        Owner {
            user_name: self.as_text(),
            user_id: format!("AIDA{}", self.as_text()),
            account_id: account(),
        }
    }

    pub(crate) fn named(identity: &PresentIdentity) -> Self {
        let name = identity.name().to_string();
        let number = name.rsplit('-').next().unwrap().parse().unwrap();
        match identity {
            PresentIdentity::Role(_) => Self::Role(number),
            PresentIdentity::User(_) => Self::User(number),
        }
    }
}

pub(crate) fn account() -> AccountId {
    "123456789012".parse().unwrap()
}

pub(crate) fn version(name: &str) -> VersionId {
    format!("{name:0>32}").parse().unwrap()
}

/// The stack's credentials at Qovery.
pub(crate) fn ours() -> CredentialsId {
    "ours".parse().unwrap()
}

pub(crate) fn physical_id() -> PhysicalId {
    let Ok(id) = format!("{ORGANIZATION}/{}/created", ours()).parse();
    id
}

pub(crate) fn stack_arn() -> StackArn {
    "arn:aws:cloudformation:eu-west-3:123456789012:stack/model/0a1b2c3d"
        .parse()
        .unwrap()
}

thread_local! {
    static EXPECTED: RefCell<BTreeMap<Name, Rc<Expected>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What the stack says should be the case while its properties name that identity.
pub(crate) fn expected(present: Name) -> Rc<Expected> {
    EXPECTED.with_borrow_mut(|all| {
        let expected = all.entry(present);
        Rc::clone(expected.or_insert_with(|| Rc::new(expect(present))))
    })
}

fn expect(present: Name) -> Expected {
    let mut properties = json!({
        "OrganizationId": ORGANIZATION,
        "CredentialsName": "model",
        "ApiTokenSecretArn": Name::User(0).secret().as_str(),
        "TrustedPrincipals": "222222222222",
        "PermissionCheck": "Skip",
    });
    match present {
        Name::Role(_) => properties["RoleArn"] = json!(present.role_arn().as_str()),
        Name::User(_) => {
            properties["AuthenticationMethod"] = json!("StaticCredentials");
            properties["UserName"] = json!(present.as_text());
            properties["SecretArn"] = json!(present.secret().as_str());
        }
    }
    Expected {
        stack: stack_arn(),
        permissions: "arn:aws:iam::123456789012:policy/model".parse().unwrap(),
        properties: Properties::parse(properties.as_object().unwrap()).unwrap(),
        credentials: ours(),
        role_id: None,
        grace: GRACE,
    }
}
