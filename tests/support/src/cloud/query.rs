//! IAM and STS: forms in, XML out.
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
    ports::{AccessKeys, CallerIdentity, KeyIdentity, RoleTags, Roles},
};

use super::{aws::Fault, form::Form, xml};
use crate::world::World;

pub(super) async fn answer(world: &World, signer: &str, body: &[u8]) -> Response {
    let form = Form::read(body);
    let action = form.get("Action").unwrap_or_default();
    let (status, document) = match carry_out(world, signer, action, &form).await {
        Ok(result) => (200, xml::answer(action, &result)),
        Err(fault) => (fault.status, xml::refusal(fault.code, &fault.message)),
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
) -> Result<String, Fault> {
    let role = form.get("RoleName").unwrap_or_default();
    match action {
        "GetCallerIdentity" => identity(world, signer).await,
        "GetRole" => get_role(world, role).await,
        "SimulatePrincipalPolicy" => {
            let answers = world.simulate_principal_policy(&simulation(form)).await?;
            Ok(xml::simulated(&answers))
        }
        "ListRoleTags" => Ok(xml::tags(&world.list_role_tags(role).await?)),
        "TagRole" => Ok(done(world.tag_role(role, &form.tags()).await?)),
        _ => about_a_user(world, signer, action, form).await,
    }
}

async fn about_a_user(
    world: &World,
    signer: &str,
    action: &str,
    form: &Form,
) -> Result<String, Fault> {
    let user = form.get("UserName").unwrap_or_default();
    match action {
        "GetUser" if user.is_empty() => {
            let key = key_of(world, signer).ok_or_else(unknown_key)?;
            Ok(xml::user(&world.get_user_with(&key).await?))
        }
        "GetUser" => Ok(xml::user(&world.get_user(user).await?)),
        "TagUser" => Ok(done(world.tag_user(user, &form.tags()).await?)),
        "UntagUser" => {
            let keys = form.list("TagKeys");
            Ok(done(world.untag_user(user, &keys).await?))
        }
        "ListAccessKeys" => Ok(xml::listed(user, &world.list_access_keys(user).await?)),
        "CreateAccessKey" => Ok(xml::made(user, &world.create_access_key(user).await?)),
        "UpdateAccessKey" => {
            let status = match form.get("Status") {
                Some("Inactive") => KeyStatus::Inactive,
                _ => KeyStatus::Active,
            };
            let id = form.key_id()?;
            Ok(done(world.update_access_key(user, &id, status).await?))
        }
        "DeleteAccessKey" => {
            let id = form.key_id()?;
            Ok(done(world.delete_access_key(user, &id).await?))
        }
        "GetAccessKeyLastUsed" => {
            let last = world.get_access_key_last_used(&form.key_id()?).await?;
            Ok(xml::last_used(last))
        }
        _ => Err(Fault::invalid("no operation that anybody here uses")),
    }
}

/// Nothing but the request's id comes back.
fn done((): ()) -> String {
    String::new()
}

async fn identity(world: &World, signer: &str) -> Result<String, Fault> {
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

/// The user's key with that id: its secret is the world's, because no signature is checked.
fn key_of(world: &World, id: &str) -> Option<AccessKey> {
    let users = world.state().users;
    let mut keys = users.into_values().flat_map(|user| user.keys);
    let key = keys.find(|key| key.id.as_str() == id)?;
    Some(AccessKey {
        id: key.id,
        secret: key.secret.into(),
    })
}

fn unknown_key() -> Fault {
    Fault {
        status: 403,
        code: "InvalidClientTokenId",
        message: "nobody's key".to_owned(),
    }
}

async fn get_role(world: &World, name: &str) -> Result<String, Fault> {
    let role = world.state().roles.remove(name);
    let arn = role.and_then(|role| role.arn.parse().ok());
    let arn = arn.ok_or_else(|| Fault {
        status: 404,
        code: "NoSuchEntity",
        message: format!("no role {name}"),
    })?;
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
    }
}

impl Form {
    fn key_id(&self) -> Result<AccessKeyId, Fault> {
        let id = self.get("AccessKeyId").and_then(|id| id.parse().ok());
        id.ok_or_else(|| Fault::invalid("no access key id"))
    }
}
