//! What AWS does not document, or not clearly, and the emulator therefore assumes.

mod lateness;
mod region_lock;
mod templates;

use anyhow::Result;

use crate::{Place, Report};

pub(crate) fn ask(
    place: &Place,
    go_on: &dyn Fn() -> Result<()>,
    report: &mut Report,
) -> Result<()> {
    go_on()?;
    templates::false_condition(place, report)?;
    go_on()?;
    templates::called_via(place, report)?;
    go_on()?;
    let role = lateness::measure(place, report)?;
    go_on()?;
    region_lock::ask(place, &role, report)
}
