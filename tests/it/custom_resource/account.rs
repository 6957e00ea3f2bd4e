//! Accounts that requests meet: as a template of ours makes them, connected or not.

use std::time::Duration;

use domain::{
    aws::{iam::KeyStatus, stack::StackStatus},
    identities::{STACK_TAG, SupersededNote},
    qovery::ClusterState,
    rotation::{NOTE_TAGS, Pushed},
};
use support::world::{
    Attached, Cluster, Credential, HeldValues, KeyState, Organization, Registry, RoleState, State,
    World,
};

use crate::own_stack::{PERMISSIONS, STACK, made};

pub(crate) const ORGANIZATION: &str = support::ORGANIZATION;
pub(super) const OTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
pub(crate) const TOKEN: &str = "qov_MARKED-SECRET-token";
pub(super) const TOKEN_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-api-token-AbCdEf";
pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
pub(super) const SECOND_ROLE: &str = "arn:aws:iam::123456789012:role/qovery-second-role";
/// A role that another stack has made.
pub(super) const PUBLISHED: &str = "arn:aws:iam::123456789012:role/published";
pub(super) const USER: &str = "qovery-user";
pub(super) const KEY_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-key-AbCdEf";
pub(super) const NAME: &str = "aws-123456789012";
pub(crate) const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;
const TRUSTED_WITH_EXTERNAL_ID: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"agreed-upon"}}}}"#;

/// A stack that makes a role, and an organization that knows nothing of it.
pub(super) fn with_role() -> World {
    with(|state| {
        account(state);
        make_role(state, ROLE);
    })
}

/// A stack that makes a user, and an organization that knows nothing of it.
pub(super) fn with_user() -> World {
    with(|state| {
        account(state);
        make_user(state);
    })
}

/// A stack whose role is registered. The credentials have the id that the sample events name.
pub(super) fn connected_by_role() -> World {
    with(|state| {
        register(state);
        account(state);
        make_role(state, ROLE);
    })
}

/// A stack whose user's key is stored and registered.
pub(super) fn connected_by_key() -> World {
    with(|state| {
        register(state);
        account(state);
        make_user(state);
        use_key(state);
    })
}

/// The same after the template has made the role that an Update names.
pub(super) fn from_key_to_role() -> World {
    let world = connected_by_key();
    world.edit(|state| make_role(state, ROLE));
    world
}

/// A stack whose role is registered, after the template has made the user that an Update names.
pub(super) fn from_role_to_key() -> World {
    let world = connected_by_role();
    world.edit(make_user);
    world
}

/// A stack whose role is registered, after the template has made another role.
pub(super) fn to_another_role() -> World {
    let world = connected_by_role();
    world.edit(|state| make_role(state, SECOND_ROLE));
    world
}

fn with(arrange: impl FnOnce(&mut State)) -> World {
    let world = World::new();
    world.edit(arrange);
    world
}

/// What is there beside the stack's own role or user.
fn account(state: &mut State) {
    state.add_organization(ORGANIZATION, TOKEN);
    state.add_organization(OTHER_ORGANIZATION, TOKEN);
    state.add_secret(TOKEN_SECRET, Some(TOKEN));
    state.add_role(PUBLISHED, TRUSTED_WITH_EXTERNAL_ID);
    made(state, &[]);
    state.add_stack(STACK, StackStatus::CreateComplete);
}

/// Before everything else, so that it is the first that this Qovery makes.
fn register(state: &mut State) {
    state.add_organization(ORGANIZATION, TOKEN);
    let role = HeldValues::Role(ROLE.to_owned());
    state.add_credentials(ORGANIZATION, NAME, role);
}

pub(super) fn make_role(state: &mut State, arn: &str) {
    state.add_role(arn, TRUSTED);
    made(state, &[arn.rsplit('/').next().unwrap_or_default()]);
}

pub(super) fn make_user(state: &mut State) {
    make_user_named(state, USER, KEY_SECRET);
}

pub(super) fn make_user_named(state: &mut State, name: &str, secret: &str) {
    state.add_user(&format!("arn:aws:iam::123456789012:user/{name}"));
    state.add_secret(secret, None);
    made(state, &[name]);
}

/// The user's first key is stored, given to Qovery and noted. Since then a stranger has used up the
/// user's room for tags: no note needs any.
fn use_key(state: &mut State) {
    let key = state
        .add_stored_key(USER, KEY_SECRET)
        .expect("the user is there");
    let noted = Pushed::now(key.id.clone(), state.now).to_tag();
    let secret = KEY_SECRET.parse().expect("an ARN");
    let user = state.users.get_mut(USER).expect("the user is there");
    let empty = NOTE_TAGS.map(|tag| (tag.to_owned(), String::new()));
    user.tags.extend(empty);
    user.tags.extend(SupersededNote::naming(&secret).to_tag());
    user.tags.extend([noted]);
    state.fill_with_tags(USER);
    credentials(state).values = HeldValues::Static(key.id.to_string(), key.secret);
}

pub(super) fn organization(state: &mut State) -> &mut Organization {
    let organization = state.organizations.get_mut(ORGANIZATION);
    organization.expect("it is there")
}

/// Puts the key's secret into its recovery window.
pub(super) fn schedule_deletion(state: &mut State) {
    let end = state.now + Duration::from_hours(30 * 24);
    let secret = state.secrets.get_mut(KEY_SECRET);
    secret.expect("it is there").deleted_at = Some(end);
}

/// The stack's credentials at Qovery.
pub(super) fn credentials(state: &mut State) -> &mut Credential {
    let credentials = organization(state).credentials.first_mut();
    credentials.expect("something is registered")
}

/// A cluster that runs on what the stack's credentials hold.
pub(super) fn link(state: &mut State, name: &str) {
    let id = credentials(state).id.parse().expect("an id");
    let cluster = state.add_cluster(ORGANIZATION, name, &id);
    assert!(cluster.is_some(), "the organization is there");
}

/// The only cluster.
pub(super) fn cluster(state: &mut State) -> &mut Cluster {
    let clusters = organization(state).clusters.first_mut();
    clusters.expect("a cluster is linked")
}

/// Puts the only cluster into that state.
pub(super) fn reach(state: &mut State, to: ClusterState) {
    let id = cluster(state).id.clone();
    state.set_cluster_state(&id, to);
}

/// Clusters whose access to AWS has gone, or that of their registry: the promise is that there is
/// none.
pub(super) fn cut_off(world: &World) -> Vec<String> {
    let state = world.state();
    let is_cut_off = |known: &Organization, cluster: &Cluster| {
        let of_cluster = |one: &&Registry| one.cluster.as_ref() == Some(&cluster.id);
        let copies = known.registries.iter().filter(of_cluster);
        let copies = copies.map(|registry| &registry.values);
        let mut values = cluster
            .in_use
            .iter()
            .chain(&cluster.in_flight)
            .chain(copies);
        values.any(|values| !works(&state, values))
    };
    let mut names = Vec::new();
    for known in state.organizations.values() {
        let clusters = known.clusters.iter();
        let cut_off = clusters.filter(|cluster| is_cut_off(known, cluster));
        names.extend(cut_off.map(|cluster| cluster.name.clone()));
    }
    names
}

/// Whether these values get into the account, with the permissions that Qovery needs.
pub(super) fn works(state: &State, values: &HeldValues) -> bool {
    let is_permitted = |attached: &Attached| attached.policies.contains(PERMISSIONS);
    // What another stack has made is that stack's business.
    let is_foreign = |role: &RoleState| !role.tags.contains_key(STACK_TAG);
    match values {
        HeldValues::Role(arn) => {
            let mut roles = state.roles.values();
            roles.any(|role| role.arn == *arn && (is_foreign(role) || is_permitted(&role.attached)))
        }
        HeldValues::Static(id, _) => state.users.values().any(|user| {
            let is_active =
                |key: &KeyState| key.id.as_str() == id && key.status == KeyStatus::Active;
            user.keys.iter().any(is_active) && is_permitted(&user.attached)
        }),
        HeldValues::Foreign { .. } => false,
    }
}
