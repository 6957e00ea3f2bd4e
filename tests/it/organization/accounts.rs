//! The accounts of an organization, as Organizations lists them page by page.

use std::{
    net::{Ipv4Addr, TcpListener},
    thread,
};

use adapters::{Adapters, aws::AwsEnvironment};
use anyhow::{Result, anyhow};
use aws_credential_types::Credentials;
use domain::{
    aws::organization::{AccountState, OrganizationAccount},
    port_error::PortError,
    ports::OrganizationAccounts,
};
use organizations::Organizations;

use crate::connections::answer;

/// Asks an endpoint that gives these answers, one after the other.
async fn listed(pages: &'static [&str]) -> Result<Result<Vec<OrganizationAccount>, PortError>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let adapters = Adapters::new(AwsEnvironment {
        region: "eu-west-3".to_owned(),
        credentials: Credentials::new("unused", "unused", None, None, "test"),
        endpoint_url: Some(format!("http://{}", listener.local_addr()?)),
        ca_bundle: None,
    })?;
    let server = thread::spawn(move || -> Result<()> {
        let (connection, _) = listener.accept()?;
        pages.iter().try_for_each(|page| answer(&connection, page))
    });
    let accounts = Organizations::new(&adapters).list_accounts().await;
    // Closes the connection: what is not asked by now ends the server with an error.
    drop(adapters);
    let outcome = server.join().map_err(|_| anyhow!("the server panicked"))?;
    outcome.map(|()| accounts)
}

#[tokio::test]
async fn accounts_of_all_pages_are_read_with_their_state() -> Result<()> {
    let accounts = listed(&[
        r#"{"Accounts":[{"Id":"111111111111","Name":"pay\nments","State":"PENDING_CLOSURE"}],"NextToken":"more"}"#,
        r#"{"Accounts":[{"Id":"222222222222","State":"FROZEN"},{"Id":"333333333333"}]}"#,
    ])
    .await??;
    let seen = accounts.iter().map(|one| (one.id.as_str(), one.state));
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            ("111111111111", Some(AccountState::PendingClosure)),
            ("222222222222", None),
            ("333333333333", None),
        ]
    );
    assert_eq!(accounts[0].name, "pay ments");
    Ok(())
}

/// A list with one account less than there are would make that account one that left.
#[tokio::test]
async fn an_account_without_an_id_makes_the_list_unreadable() -> Result<()> {
    let error = listed(&[r#"{"Accounts":[{"Name":"payments"}]}"#]).await?;
    let error = error.expect_err("an account is missing");
    assert_eq!(error.operation, "organizations:ListAccounts");
    Ok(())
}
