//! Users.

use std::collections::BTreeMap;

use domain::aws::iam::User;
use time::OffsetDateTime;

use super::{
    Attached, Code, KeyState, Refusal, found,
    tags::{self, LateTags, MOST_TAGS, Tags},
};
use crate::state::State;

/// A user.
#[derive(Debug, Clone)]
pub struct UserState {
    /// The ARN with its path.
    pub arn: String,
    /// `AIDA…`. A user that is made again gets another one.
    pub id: String,
    /// `CreateDate`
    pub created_at: OffsetDateTime,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Keys, oldest first.
    pub keys: Vec<KeyState>,
    /// What hangs on it besides.
    pub attached: Attached,
    /// Whether its policies allow it to read itself.
    pub may_get_user: bool,
    pub(super) late_tags: LateTags,
}

impl UserState {
    pub(crate) fn shown(&mut self) -> Result<User, Refusal> {
        let arn = self.arn.parse();
        Ok(User {
            arn: arn.map_err(|_| Refusal::new(Code::Failed, "the ARN is no user's"))?,
            id: self.id.clone(),
            created_at: self.created_at,
            tags: self.late_tags.seen(&self.tags),
        })
    }
}

impl State {
    pub(crate) fn user(&mut self, name: &str) -> Result<&mut UserState, Refusal> {
        found(self.users.get_mut(name), "user", name)
    }

    /// A stranger uses up the room that the user has left for tags.
    pub fn fill_with_tags(&mut self, name: &str) {
        if let Some(user) = self.users.get_mut(name) {
            let left = user.tags.len()..MOST_TAGS;
            let strangers = left.map(|number| (format!("stranger-{number}"), String::new()));
            user.tags.extend(strangers);
        }
    }

    pub(crate) fn tag_user(&mut self, name: &str, given: &Tags) -> Result<(), Refusal> {
        let late = self.propagation.tags;
        let user = self.user_to_change(name)?;
        user.late_tags.hold(user.tags.clone(), late);
        tags::set(&mut user.tags, given)
    }

    pub(crate) fn detach_user_policy(&mut self, name: &str, policy: &str) -> Result<(), Refusal> {
        self.user_to_change(name)?.attached.detach(policy)
    }

    pub(crate) fn delete_user(&mut self, name: &str) -> Result<(), Refusal> {
        let user = self.user_to_change(name)?;
        user.attached.permits_deletion()?;
        if !user.keys.is_empty() {
            return Err(Refusal::new(
                Code::DeleteConflict,
                "Cannot delete entity, must delete access keys first.",
            ));
        }
        drop(self.users.remove(name));
        Ok(())
    }

    pub(super) fn user_to_change(&mut self, name: &str) -> Result<&mut UserState, Refusal> {
        let needed = self.rights_hang_on.clone();
        let user = self.user(name)?;
        tags::permit(needed, &user.tags)?;
        Ok(user)
    }
}
