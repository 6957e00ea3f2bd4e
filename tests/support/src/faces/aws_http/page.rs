//! Lists in pages, as IAM gives them.

use super::form::Form;

/// Source: IAM API reference, `MaxItems` of any list.
const MOST_ITEMS: usize = 100;

/// One page of a list, and where the next one begins.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    next: Option<usize>,
}

impl<T> Page<T> {
    /// The page that the form asks for.
    pub(super) fn of(items: impl IntoIterator<Item = T>, form: &Form) -> Self {
        let number = |name| form.get(name).and_then(|text| text.parse().ok());
        let (start, most) = (
            number("Marker").unwrap_or(0),
            number("MaxItems").unwrap_or(MOST_ITEMS),
        );
        let mut rest = items.into_iter().skip(start);
        let items = rest.by_ref().take(most).collect();
        let next = rest.next().map(|_| start + most);
        Self { items, next }
    }

    /// `IsTruncated` and `Marker`.
    pub(super) fn end(&self) -> String {
        let truncated = |is: bool| format!("<IsTruncated>{is}</IsTruncated>");
        match self.next {
            None => truncated(false),
            Some(next) => truncated(true) + &format!("<Marker>{next}</Marker>"),
        }
    }
}
