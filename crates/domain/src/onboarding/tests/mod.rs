//! Each row of the contract.

mod deletion;
mod registration;
mod verification;

use serde_json::{Value, json};

use super::*;
use crate::{
    permissions::{Decision, Simulated},
    properties::PresentIdentity,
    qovery::LinkedCredentials,
    sample::{self, OURS, ROLE, SECRET},
};

const ORGANIZATION: &str = "11111111-2222-3333-4444-555555555555";
const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;

fn properties(more: &Value) -> Properties {
    let mut all = json!({
        "OrganizationId": ORGANIZATION,
        "CredentialsName": "aws",
        "ApiTokenSecretArn": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
        "RoleArn": ROLE,
        "TrustedPrincipals": "222222222222",
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    Properties::parse(all.as_object().unwrap()).unwrap()
}

fn with_key() -> Properties {
    properties(&json!({
        "AuthenticationMethod": "StaticCredentials",
        "UserName": sample::USER,
        "SecretArn": SECRET,
    }))
}

fn role(is_managed: bool) -> Role {
    let mut role = Role {
        trust_policy: TRUSTED.to_owned(),
        ..sample::role(ROLE)
    };
    if !is_managed {
        role.tags.clear();
    }
    role
}

fn facts(registered: Vec<LinkedCredentials>) -> Facts {
    Facts {
        stack: sample::stack(),
        principal: Principal::Role(Box::new(role(true))),
        permissions: simulated(Decision::Allowed),
        organization: sample::organization(registered, &sample::deployed(sample::day(0))),
        is_gone: false,
        left_organization: None,
        key_account: KeyAccount::Known(sample::stack().account().clone()),
    }
}

fn simulated(decision: Decision) -> Permissions {
    Permissions::Simulated(vec![Simulated {
        action: "eks:CreateCluster".to_owned(),
        decision,
        missing_context: Vec::new(),
    }])
}

fn physical_id(ownership: &str) -> PhysicalId {
    let Ok(id) = format!("{ORGANIZATION}/{OURS}/{ownership}").parse();
    id
}

fn codes(decision: Result<Plan, Refusal>) -> Vec<Code> {
    let findings = decision.unwrap_err().findings;
    findings.iter().map(|finding| finding.code).collect()
}
