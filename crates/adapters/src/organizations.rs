//! Organizations.

use aws_sdk_organizations::{Client, types::Account};
use domain::{
    aws::organization::{AccountState, OrganizationAccount},
    port_error::PortError,
    ports::OrganizationAccounts,
};

use crate::{
    Adapters,
    aws::{listed, port_error, unreadable},
    text::readable,
};

const LIST: &str = listed(
    <Adapters as OrganizationAccounts>::OPERATIONS,
    "organizations:ListAccounts",
);
const WHAT: &str = "the organization";

impl OrganizationAccounts for Adapters {
    async fn list_accounts(&self) -> Result<Vec<OrganizationAccount>, PortError> {
        let call = Client::new(&self.config).list_accounts();
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
