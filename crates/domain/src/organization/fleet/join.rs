//! The three lists, joined by account.

use std::collections::BTreeMap;

use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, RoleArn, StackArn},
        organization::{AccountState, OrganizationAccount, StackInstance},
    },
    qovery::{
        CredentialsValues, LinkedCredentials, Organization, OrganizationCredentials, Registries,
        UnreadableEntry,
    },
    reconciliation::Known,
};

/// The account of each static key at Qovery, as STS says it.
pub type KeyOwners = BTreeMap<AccessKeyId, Known<AccountId>>;

/// What is joined, each part with the reason where it was not seen.
#[derive(Debug, Clone)]
pub struct Lists {
    /// Organizations' accounts.
    pub accounts: Known<Vec<OrganizationAccount>>,
    /// The `StackSet`'s instances. Empty where there is no `StackSet`.
    pub instances: Known<Vec<StackInstance>>,
    /// What Qovery has.
    pub organization: Known<Organization>,
    /// Whose the static keys at Qovery are.
    pub keys: KeyOwners,
}

/// One account, and what each list says of it. A list that could not be read says nothing of any.
#[derive(Debug, Clone)]
pub struct FleetAccount<'a> {
    /// The account.
    pub id: AccountId,
    /// What Organizations says.
    pub listed: Option<&'a OrganizationAccount>,
    /// The `StackSet`'s instance.
    pub instance: Option<&'a StackInstance>,
    /// The credentials that show a role or a key of the account.
    pub credentials: Vec<&'a LinkedCredentials>,
}

/// How an account is looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Through the stack that the `StackSet` made.
    Stack(StackArn),
    /// Through the stack that the tag on one of these roles names. Qovery shows the roles.
    Roles(Vec<RoleArn>),
}

/// Every account that one of the lists names, in the order of their ids.
#[must_use]
pub fn join(lists: &Lists) -> Vec<FleetAccount<'_>> {
    let mut joined = BTreeMap::new();
    for listed in lists.accounts.iter().flatten() {
        at(&mut joined, &listed.id).listed = Some(listed);
    }
    for instance in lists.instances.iter().flatten() {
        at(&mut joined, &instance.account).instance = Some(instance);
    }
    for linked in lists.credentials() {
        if let Some(account) = account_of(&linked.credentials.values, &lists.keys) {
            at(&mut joined, &account).credentials.push(linked);
        }
    }
    joined.into_values().collect()
}

fn at<'a, 'b>(
    joined: &'b mut BTreeMap<AccountId, FleetAccount<'a>>,
    id: &AccountId,
) -> &'b mut FleetAccount<'a> {
    joined.entry(id.clone()).or_insert_with(|| FleetAccount {
        id: id.clone(),
        listed: None,
        instance: None,
        credentials: Vec::new(),
    })
}

impl Lists {
    /// The credentials at Qovery that could be read. Empty where the list could not.
    pub fn credentials(&self) -> impl Iterator<Item = &LinkedCredentials> {
        let organization = self.organization.iter();
        organization.flat_map(|seen| &seen.credentials.entries)
    }

    /// The entries at Qovery that could not be read.
    pub fn unreadable(&self) -> impl Iterator<Item = &UnreadableEntry> {
        let organization = self.organization.iter();
        organization.flat_map(|seen| &seen.credentials.unreadable)
    }
}

impl FleetAccount<'_> {
    /// How to look into the account. `None`: no list says of anything to look at, or the account
    /// has ended or is none of the organization.
    #[must_use]
    pub fn route(&self, lists: &Lists) -> Option<Route> {
        let is_listed = self.listed.is_some() || lists.accounts.is_err();
        if !is_listed || self.has_ended() {
            return None;
        }
        if let Some(stack) = self.instance.and_then(|instance| instance.stack.clone()) {
            return Some(Route::Stack(stack));
        }
        let shown = self.credentials.iter().map(|linked| &linked.credentials);
        let roles = shown.filter_map(|shown| match &shown.values {
            CredentialsValues::Role(arn) => arn.parse().ok(),
            CredentialsValues::Static(_) | CredentialsValues::Other => None,
        });
        let roles: Vec<RoleArn> = roles.collect();
        (!roles.is_empty()).then_some(Route::Roles(roles))
    }

    /// Whether the account is known to have ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        let state = self.listed.and_then(|listed| listed.state);
        state.is_some_and(AccountState::is_ended)
    }
}

/// The account of a role or a key. `None`: of another cloud, or not known.
fn account_of(values: &CredentialsValues, keys: &KeyOwners) -> Option<AccountId> {
    match values {
        CredentialsValues::Role(arn) => {
            let role: RoleArn = arn.parse().ok()?;
            Some(role.account().clone())
        }
        CredentialsValues::Static(_) => keys.get(&values.key_id()?)?.as_ref().ok().cloned(),
        CredentialsValues::Other => None,
    }
}

/// What of the organization concerns one account: everything that shows one of its roles or keys,
/// or may show it. No decision on the account's identities needs more.
///
/// An entry that shows one of its roles has the account's id in its text.
#[must_use]
pub fn about(seen: &Organization, account: &AccountId, keys: &KeyOwners) -> Organization {
    let is_of = |values: &CredentialsValues| account_of(values, keys).as_ref() == Some(account);
    let entries = seen.credentials.entries.iter();
    let entries: Vec<_> = entries
        .filter(|linked| is_of(&linked.credentials.values))
        .cloned()
        .collect();
    let clusters = seen.clusters.as_ref().map(|statuses| {
        let linked = entries.iter().flat_map(|linked| &linked.clusters);
        linked
            .filter_map(|cluster| Some((cluster.id.clone(), statuses.get(&cluster.id)?.clone())))
            .collect()
    });
    let registries = seen.registries.as_ref().map(|registries| {
        let showing = registries.entries.iter();
        Registries {
            entries: showing.filter(|one| is_of(&one.values)).cloned().collect(),
            unreadable: mentioning(&registries.unreadable, account),
        }
    });
    Organization {
        credentials: OrganizationCredentials {
            entries,
            unreadable: mentioning(&seen.credentials.unreadable, account),
        },
        clusters,
        registries,
    }
}

/// The entries that may be about the account.
fn mentioning(entries: &[UnreadableEntry], account: &AccountId) -> Vec<UnreadableEntry> {
    let mentioning = entries.iter();
    mentioning
        .filter(|entry| entry.mentions(account.as_str()))
        .cloned()
        .collect()
}
