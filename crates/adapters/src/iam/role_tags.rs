//! Tags on roles.

use std::collections::BTreeMap;

use domain::{
    port_error::PortError,
    ports::{IdentityTags, RoleTags},
};

use super::{all, sdk_tags, tag_map, write};
use crate::{Adapters, aws::listed};

const LIST: &str = listed(<Adapters as RoleTags>::OPERATIONS, "iam:ListRoleTags");
const TAG: &str = listed(<Adapters as RoleTags>::OPERATIONS, "iam:TagRole");
const UNTAG: &str = listed(<Adapters as IdentityTags>::OPERATIONS, "iam:UntagRole");

impl RoleTags for Adapters {
    async fn list_role_tags(&self, role_name: &str) -> Result<BTreeMap<String, String>, PortError> {
        let call = self.iam().list_role_tags().role_name(role_name);
        let tags = all(LIST, role_name, call.into_paginator().items().send()).await?;
        Ok(tag_map(tags))
    }

    async fn tag_role(
        &self,
        role_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        let tags = sdk_tags(TAG, role_name, tags)?;
        let call = self
            .iam()
            .tag_role()
            .role_name(role_name)
            .set_tags(Some(tags));
        write(TAG, role_name, || call.clone().send()).await
    }
}

impl IdentityTags for Adapters {
    async fn untag_role(&self, role_name: &str, tag_keys: &[String]) -> Result<(), PortError> {
        let call = self.iam().untag_role().role_name(role_name);
        let call = call.set_tag_keys(Some(tag_keys.to_vec()));
        write(UNTAG, role_name, || call.clone().send()).await
    }
}
