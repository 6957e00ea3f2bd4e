//! IAM, as far as the tags of a role go.

use std::collections::BTreeMap;

use aws_sdk_iam::types::Tag;
use domain::{
    port_error::{PortError, PortErrorKind},
    ports::RoleTags,
};

use crate::{Adapters, sdk_error::port_error};

impl RoleTags for Adapters {
    /// One page: a role has fifty tags at most, and a page holds a hundred.
    async fn list_role_tags(&self, role_name: &str) -> Result<BTreeMap<String, String>, PortError> {
        let output = self
            .iam
            .list_role_tags()
            .role_name(role_name)
            .send()
            .await
            .map_err(|error| port_error("iam:ListRoleTags", role_name, error))?;
        let tags = output.tags.into_iter();
        Ok(tags.map(|tag| (tag.key, tag.value)).collect())
    }

    async fn tag_role(
        &self,
        role_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        const OPERATION: &str = "iam:TagRole";
        let tags = tags
            .iter()
            .map(|(key, value)| Tag::builder().key(key).value(value).build())
            .collect::<Result<_, _>>()
            .map_err(|error| PortError {
                operation: OPERATION,
                resource: role_name.to_owned(),
                kind: PortErrorKind::Invalid,
                hint: None,
                source: Some(error.into()),
            })?;
        self.iam
            .tag_role()
            .role_name(role_name)
            .set_tags(Some(tags))
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error(OPERATION, role_name, error))
    }
}
