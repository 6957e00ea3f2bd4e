//! The note on the key that Qovery was given last.

use domain::{
    aws::access_key::AccessKeyId,
    port_error::PortError,
    ports::AccessKeys,
    qovery::CredentialsValues,
    rotation::{Facts, KeyLedger, Outcome, Pushed},
};

use super::effect::done;
use crate::Error;

/// Notes on the user which key Qovery was given last.
pub async fn note_push(
    iam: &impl AccessKeys,
    user_name: &str,
    pushed: &Pushed,
) -> Result<(), PortError> {
    iam.tag_user(user_name, &[pushed.to_tag()].into()).await
}

/// Ends the note of the last push where Qovery, which shows `shown`, is about to get another key.
pub async fn forget_push(
    iam: &impl AccessKeys,
    facts: &Facts,
    shown: Option<&CredentialsValues>,
    key: &AccessKeyId,
) -> Result<(), Error> {
    if !facts.ledger.must_forget_push(shown, key) {
        return Ok(());
    }
    end_push_note(iam, &facts.user.user_name).await.map(drop)
}

pub(super) async fn end_push_note(
    iam: &impl AccessKeys,
    user_name: &str,
) -> Result<Outcome, Error> {
    let ended = KeyLedger::tag_without_push();
    done("end a note on", iam.tag_user(user_name, &ended).await)
}
