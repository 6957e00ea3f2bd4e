//! IAM, STS and `CloudFormation`: forms in, XML out.
//!
//! Source: their API references, for the names of parameters.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        iam::KeyStatus,
    },
    permissions::{NEEDED, Simulation},
    ports::{AccessKeys, CallerIdentity, IdentityTags, KeyAccounts, KeyIdentity, RoleTags, Roles},
};

use super::{form::Form, identities, invalid, page::Page, stacks, xml};
use crate::{
    faces::ports::World,
    state::aws::{Code, Refusal, found},
};

pub(super) async fn answer(world: &World, signer: &str, body: &[u8]) -> Response {
    let form = Form::read(body);
    let action = form.get("Action").unwrap_or_default();
    let (status, document) = match carry_out(world, signer, action, &form).await {
        Ok(result) => (200, xml::answer(action, &result)),
        Err(refusal) => (refusal.code.status(), xml::refusal(&refusal)),
    };
    let status = StatusCode::from_u16(status).unwrap_or_default();
    (status, [("content-type", "text/xml")], document).into_response()
}

/// The inside of the operation's `Result` element.
async fn carry_out(
    world: &World,
    signer: &str,
    action: &str,
    form: &Form,
) -> Result<String, Refusal> {
    let role = form.get("RoleName").unwrap_or_default();
    match action {
        "GetCallerIdentity" => identity(world, signer).await,
        "DescribeStacks" => stacks::describe(world, form).await,
        "GetRole" => get_role(world, role).await,
        "SimulatePrincipalPolicy" => {
            let answers = world.simulate_principal_policy(&simulation(form)).await?;
            Ok(xml::simulated(&answers))
        }
        "ListRoleTags" => Ok(xml::tag_page(&world.list_role_tags(role).await?, form)),
        "TagRole" => Ok(done(world.tag_role(role, &form.tags()).await?)),
        "UntagRole" => {
            let keys = form.list("TagKeys");
            Ok(done(world.untag_role(role, &keys).await?))
        }
        _ => match about_a_user(world, signer, action, form).await {
            Some(result) => result,
            None => identities::answer(world, action, form).await,
        },
    }
}

/// `None` means that the operation is not among these.
async fn about_a_user(
    world: &World,
    signer: &str,
    action: &str,
    form: &Form,
) -> Option<Result<String, Refusal>> {
    let user = form.get("UserName").unwrap_or_default();
    Some(match action {
        "GetUser" => get_user(world, signer, user).await,
        "TagUser" => tag_user(world, user, form).await,
        "ListAccessKeys" => {
            let keys = world.list_access_keys(user).await;
            keys.map(|keys| xml::listed(user, &Page::of(keys, form)))
                .map_err(Refusal::from)
        }
        "CreateAccessKey" => {
            let made = world.create_access_key(user).await;
            made.map(|made| xml::made(user, &made))
                .map_err(Refusal::from)
        }
        "UpdateAccessKey" | "DeleteAccessKey" | "GetAccessKeyLastUsed" | "GetAccessKeyInfo" => {
            about_a_key(world, action, user, form).await
        }
        _ => return None,
    })
}

async fn get_user(world: &World, signer: &str, user: &str) -> Result<String, Refusal> {
    let shown = if user.is_empty() {
        let key = key_of(world, signer).ok_or_else(unknown_key)?;
        world.get_user_with(&key).await?
    } else {
        world.get_user(user).await?
    };
    Ok(xml::user(&shown))
}

async fn tag_user(world: &World, user: &str, form: &Form) -> Result<String, Refusal> {
    Ok(done(world.tag_user(user, &form.tags()).await?))
}

async fn about_a_key(
    world: &World,
    action: &str,
    user: &str,
    form: &Form,
) -> Result<String, Refusal> {
    let id = form.get("AccessKeyId").and_then(|id| id.parse().ok());
    let id: AccessKeyId = id.ok_or_else(|| invalid("no access key id"))?;
    match action {
        "GetAccessKeyLastUsed" => Ok(xml::last_used(world.get_access_key_last_used(&id).await?)),
        "GetAccessKeyInfo" => {
            let account = world.get_access_key_info(&id).await?;
            Ok(xml::key_info(account.as_str()))
        }
        "DeleteAccessKey" => Ok(done(world.delete_access_key(user, &id).await?)),
        _ => {
            let status = match form.get("Status") {
                Some("Inactive") => KeyStatus::Inactive,
                Some("Active") => KeyStatus::Active,
                _ => return Err(invalid("no status of a key")),
            };
            Ok(done(world.update_access_key(user, &id, status).await?))
        }
    }
}

/// Nothing but the request's id comes back.
pub(super) fn done((): ()) -> String {
    String::new()
}

async fn identity(world: &World, signer: &str) -> Result<String, Refusal> {
    let Some(key) = key_of(world, signer) else {
        // Lambda's own credentials: the function's role.
        let account = world.get_caller_identity().await?;
        let arn = format!("arn:aws:sts::{account}:assumed-role/function/session");
        return Ok(xml::identity(account.as_str(), "AROAFAKE:session", &arn));
    };
    let caller = world.get_caller_identity_with(&key).await?;
    Ok(xml::identity(
        caller.account.as_str(),
        &caller.user_id,
        caller.arn.as_str(),
    ))
}

/// The user's key with that id. Its secret is the one that IAM has: no signature is checked.
fn key_of(world: &World, id: &str) -> Option<AccessKey> {
    let users = world.state().users;
    let mut keys = users.into_values().flat_map(|user| user.keys);
    let key = keys.find(|key| key.id.as_str() == id)?;
    Some(AccessKey {
        id: key.id,
        secret: key.secret.into(),
    })
}

fn unknown_key() -> Refusal {
    Refusal::new(Code::UnknownKey, "The security token is invalid.")
}

async fn get_role(world: &World, name: &str) -> Result<String, Refusal> {
    let role = world.state().roles.remove(name);
    let arn = role.and_then(|role| role.arn.parse().ok());
    let arn = found(arn, "role", name)?;
    Ok(xml::role(&world.get_role(&arn).await?))
}

fn simulation(form: &Form) -> Simulation {
    let asked = form.list("ActionNames");
    let needed = NEEDED.iter().map(|need| need.action);
    Simulation {
        principal_arn: form.get("PolicySourceArn").unwrap_or_default().to_owned(),
        actions: needed
            .filter(|action| asked.iter().any(|name| name == action))
            .collect(),
        resource_arn: form.list("ResourceArns").pop(),
        context: Vec::new(),
    }
}
