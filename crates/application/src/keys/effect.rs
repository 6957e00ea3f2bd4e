//! The outcome of a call that answers nothing.

use domain::{port_error::PortError, rotation::Outcome};

use crate::Error;

pub(super) fn done(verb: &str, result: Result<(), PortError>) -> Result<Outcome, Error> {
    result
        .map(|()| Outcome::Done)
        .map_err(Error::call(format!("could not {verb} a key")))
}
