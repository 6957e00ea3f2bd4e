//! What hangs on a role or a user. The lists are asked for side by side.

use aws_sdk_iam::{Client, error::SdkError, types::AttachedPolicy};
use domain::{
    aws::{arn::PolicyArn, iam::Attachments},
    port_error::PortError,
    ports::Identities,
};

use super::all;
use crate::{
    Adapters,
    aws::{listed, port_error, unreadable},
};

const OPERATIONS: &[&str] = <Adapters as Identities>::OPERATIONS;
const GET_LOGIN_PROFILE: &str = listed(OPERATIONS, "iam:GetLoginProfile");
const LIST_GROUPS: &str = listed(OPERATIONS, "iam:ListGroupsForUser");
const LIST_INSTANCE_PROFILES: &str = listed(OPERATIONS, "iam:ListInstanceProfilesForRole");
const LIST_MFA_DEVICES: &str = listed(OPERATIONS, "iam:ListMFADevices");
const LIST_ROLE_ATTACHED: &str = listed(OPERATIONS, "iam:ListAttachedRolePolicies");
const LIST_ROLE_INLINE: &str = listed(OPERATIONS, "iam:ListRolePolicies");
const LIST_CERTIFICATES: &str = listed(OPERATIONS, "iam:ListSigningCertificates");
const LIST_SERVICE_CREDENTIALS: &str = listed(OPERATIONS, "iam:ListServiceSpecificCredentials");
const LIST_SSH_KEYS: &str = listed(OPERATIONS, "iam:ListSSHPublicKeys");
const LIST_USER_ATTACHED: &str = listed(OPERATIONS, "iam:ListAttachedUserPolicies");
const LIST_USER_INLINE: &str = listed(OPERATIONS, "iam:ListUserPolicies");

pub(super) async fn list_for_role(iam: &Client, role: &str) -> Result<Attachments, PortError> {
    let attached = iam.list_attached_role_policies().role_name(role);
    let inline = iam.list_role_policies().role_name(role);
    let profiles = iam.list_instance_profiles_for_role().role_name(role);
    let (attached, inline, profiles) = tokio::try_join!(
        all(
            LIST_ROLE_ATTACHED,
            role,
            attached.into_paginator().items().send()
        ),
        all(
            LIST_ROLE_INLINE,
            role,
            inline.into_paginator().items().send()
        ),
        all(
            LIST_INSTANCE_PROFILES,
            role,
            profiles.into_paginator().items().send()
        ),
    )?;
    let profiles = profiles
        .into_iter()
        .map(|profile| profile.instance_profile_name);
    Ok(Attachments {
        policies: policy_arns(LIST_ROLE_ATTACHED, role, attached)?,
        others: described("inline policy", inline)
            .chain(described("instance profile", profiles))
            .collect(),
    })
}

pub(super) async fn list_for_user(iam: &Client, user: &str) -> Result<Attachments, PortError> {
    let attached = iam.list_attached_user_policies().user_name(user);
    let inline = iam.list_user_policies().user_name(user);
    let groups = iam.list_groups_for_user().user_name(user);
    let devices = iam.list_mfa_devices().user_name(user);
    let (attached, inline, groups, devices, credentials, has_login) = tokio::try_join!(
        all(
            LIST_USER_ATTACHED,
            user,
            attached.into_paginator().items().send()
        ),
        all(
            LIST_USER_INLINE,
            user,
            inline.into_paginator().items().send()
        ),
        all(LIST_GROUPS, user, groups.into_paginator().items().send()),
        all(
            LIST_MFA_DEVICES,
            user,
            devices.into_paginator().items().send()
        ),
        list_credentials(iam, user),
        has_login_profile(iam, user),
    )?;
    let groups = groups.into_iter().map(|group| group.group_name);
    let devices = devices.into_iter().map(|device| device.serial_number);
    Ok(Attachments {
        policies: policy_arns(LIST_USER_ATTACHED, user, attached)?,
        others: described("inline policy", inline)
            .chain(described("group", groups))
            .chain(described("MFA device", devices))
            .chain(credentials)
            .chain(has_login.then(|| "login profile".to_owned()))
            .collect(),
    })
}

/// What the user may sign in with besides access keys and a password.
async fn list_credentials(iam: &Client, user: &str) -> Result<Vec<String>, PortError> {
    let ssh_keys = iam.list_ssh_public_keys().user_name(user);
    let certificates = iam.list_signing_certificates().user_name(user);
    let (ssh_keys, certificates, of_services) = tokio::try_join!(
        all(
            LIST_SSH_KEYS,
            user,
            ssh_keys.into_paginator().items().send()
        ),
        all(
            LIST_CERTIFICATES,
            user,
            certificates.into_paginator().items().send()
        ),
        list_service_credentials(iam, user),
    )?;
    let ssh_keys = ssh_keys.into_iter().map(|key| key.ssh_public_key_id);
    let certificates = certificates.into_iter().map(|one| one.certificate_id);
    Ok(described("SSH key", ssh_keys)
        .chain(described("signing certificate", certificates))
        .chain(described("service-specific credential", of_services))
        .collect())
}

/// The first page, for which the SDK has no paginator: any of them holds the user.
async fn list_service_credentials(iam: &Client, user: &str) -> Result<Vec<String>, PortError> {
    let listed = iam.list_service_specific_credentials().user_name(user);
    let listed = listed.send().await;
    let listed = listed.map_err(|error| port_error(LIST_SERVICE_CREDENTIALS, user, error))?;
    let credentials = listed.service_specific_credentials.into_iter().flatten();
    let ids = credentials.map(|one| one.service_specific_credential_id);
    Ok(ids.collect())
}

/// A password for the console. IAM answers `NoSuchEntity` where there is none.
async fn has_login_profile(iam: &Client, user: &str) -> Result<bool, PortError> {
    match iam.get_login_profile().user_name(user).send().await {
        Ok(_) => Ok(true),
        Err(SdkError::ServiceError(answer)) if answer.err().is_no_such_entity_exception() => {
            Ok(false)
        }
        Err(error) => Err(port_error(GET_LOGIN_PROFILE, user, error)),
    }
}

fn policy_arns(
    operation: &'static str,
    resource: &str,
    attached: Vec<AttachedPolicy>,
) -> Result<Vec<PolicyArn>, PortError> {
    let arns = attached
        .into_iter()
        .map(|policy| policy.policy_arn?.parse().ok());
    let arns: Option<_> = arns.collect();
    arns.ok_or_else(|| unreadable(operation, resource, "an attached policy without an ARN"))
}

/// Each name behind what it names.
fn described(
    what: &'static str,
    names: impl IntoIterator<Item = String>,
) -> impl Iterator<Item = String> {
    names
        .into_iter()
        .map(move |name| format!("{what} `{name}`"))
}
