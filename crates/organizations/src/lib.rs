//! Organizations, apart from the other [`adapters`]: to compile its SDK takes as long as most others
//! together, and who connects one account need not wait for it.

use adapters::{
    Adapters,
    aws::{listed, port_error, unreadable},
    readable,
};
use aws_sdk_organizations::{Client, types::Account};
use domain::{
    aws::organization::{AccountState, OrganizationAccount},
    port_error::PortError,
    ports::OrganizationAccounts,
};

const LIST: &str = listed(
    <Organizations as OrganizationAccounts>::OPERATIONS,
    "organizations:ListAccounts",
);
const WHAT: &str = "the organization";

/// The organization that the function's account is in.
#[derive(Debug, Clone)]
pub struct Organizations {
    client: Client,
}

impl Organizations {
    /// Asks with the credentials and over the connections of these.
    #[must_use]
    pub fn new(adapters: &Adapters) -> Self {
        Self {
            client: Client::new(adapters.sdk_config()),
        }
    }
}

impl OrganizationAccounts for Organizations {
    async fn list_accounts(&self) -> Result<Vec<OrganizationAccount>, PortError> {
        let call = self.client.list_accounts();
        let mut pages = call.into_paginator().send();
        let mut accounts = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| port_error(LIST, WHAT, error))?;
            for account in page.accounts.unwrap_or_default() {
                let read = read(account);
                accounts
                    .push(read.ok_or_else(|| unreadable(LIST, WHAT, "an account without an id"))?);
            }
        }
        Ok(accounts)
    }
}

fn read(account: Account) -> Option<OrganizationAccount> {
    Some(OrganizationAccount {
        id: account.id?.parse().ok()?,
        name: readable(&account.name.unwrap_or_default()),
        state: account
            .state
            .and_then(|state| AccountState::named(state.as_str())),
    })
}
