//! `CreateAccessKey`, and the end of its note where no key was created.

use domain::{
    aws::access_key::AccessKey,
    message::chain,
    port_error::{PortError, PortErrorKind},
    ports::AccessKeys,
    rotation::Record,
};

use crate::Error;

/// Creates a key.
pub(super) async fn create_key(iam: &impl AccessKeys, user_name: &str) -> Result<AccessKey, Error> {
    match iam.create_access_key(user_name).await {
        Ok(access_key) => Ok(access_key),
        Err(error) => {
            forget_creation(iam, user_name, &error).await;
            let doing = "could not create a key".to_owned();
            Err(Error::Call(doing, hinted(error)))
        }
    }
}

/// Where no key was created for certain, one that appears now is a person's: the note ends. Where there
/// was no room, another attempt may have created one in this moment, and the note stays.
async fn forget_creation(iam: &impl AccessKeys, user_name: &str, error: &PortError) {
    let has_found_no_room = error.kind == PortErrorKind::LimitExceeded;
    if has_found_no_room || error.may_have_happened() {
        return;
    }
    if let Err(error) = iam.untag_user(user_name, &[Record::creating_tag()]).await {
        tracing::warn!(error = chain(&error), "the note of a creation stays");
    }
}

/// Two keys though fewer were listed: IAM is late, and the answer will be another one soon.
fn hinted(error: PortError) -> PortError {
    match error.kind {
        PortErrorKind::LimitExceeded => {
            error.with_hint("try again: IAM has a key more than it shows")
        }
        _ => error,
    }
}
