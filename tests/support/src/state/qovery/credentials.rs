//! Credentials: create, read, edit, delete.

use super::{CredentialValues, Organization, Refusal};
use crate::state::State;

/// A set of credentials as it is kept: with its secret, which no answer shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// Qovery's id.
    pub id: String,
    /// The name in the console. It need not be unique.
    pub name: String,
    /// What it gives access with.
    pub values: CredentialValues,
}

impl State {
    /// Neither name nor values need be unique.
    pub(crate) fn create_credentials(
        &mut self,
        organization: &str,
        name: &str,
        values: CredentialValues,
    ) -> Result<Credential, Refusal> {
        self.organization(organization)?;
        if self.qovery.validates_on_create && !self.works(&values) {
            return Err(Refusal::bad_request("the credentials are not valid"));
        }
        let credential = Credential {
            id: self.next_uuid(),
            name: name.to_owned(),
            values,
        };
        let known = self.organization(organization)?;
        known.credentials.push(credential.clone());
        Ok(credential)
    }

    pub(crate) fn credentials_of(
        &mut self,
        organization: &str,
        id: &str,
    ) -> Result<&mut Credential, Refusal> {
        let missing = self.qovery.missing;
        let mut credentials = self.organization(organization)?.credentials.iter_mut();
        let found = credentials.find(|credential| credential.id == id);
        found.ok_or_else(|| missing.refusal("credentials", id))
    }

    /// Linked clusters go on with the old values until their next deployment, and their registries
    /// with their copies of the old values for good.
    pub(crate) fn edit_credentials(
        &mut self,
        organization: &str,
        id: &str,
        name: &str,
        values: CredentialValues,
    ) -> Result<Credential, Refusal> {
        let allows_change_of_type = self.qovery.allows_change_of_type;
        let credential = self.credentials_of(organization, id)?;
        if !allows_change_of_type && !credential.values.is_same_kind(&values) {
            let detail = "the type of credentials cannot be changed";
            return Err(Refusal::bad_request(detail));
        }
        name.clone_into(&mut credential.name);
        credential.values = values;
        Ok(credential.clone())
    }

    /// Refused while clusters are linked: Qovery's documentation says so in words, without a
    /// status.
    pub(crate) fn delete_credentials(
        &mut self,
        organization: &str,
        id: &str,
    ) -> Result<(), Refusal> {
        let status = self.qovery.linked_delete_status;
        self.credentials_of(organization, id)?;
        let known = self.organization(organization)?;
        let linked = names_of_clusters(known, id);
        if linked.is_empty() {
            known.credentials.retain(|credential| credential.id != id);
            Ok(())
        } else {
            let detail = format!("credentials are still linked to clusters: {linked}");
            Err(Refusal::new(status, detail))
        }
    }
}

fn names_of_clusters(known: &Organization, id: &str) -> String {
    let linked = known.linked_clusters(id);
    let names: Vec<_> = linked.map(|cluster| cluster.name.as_str()).collect();
    names.join(", ")
}
