//! Three-valued logic: what holds for every request, for none, or for some.

/// Ordered from false to true, so that `min` is "and" and `max` is "or".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    /// In no request.
    False,
    /// In some requests, or not known.
    Unknown,
    /// In every request.
    True,
}

impl Truth {
    pub(crate) fn and(self, other: Self) -> Self {
        self.min(other)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// What holds of a value that is one of two.
    pub(crate) fn either(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    /// Negated where `flip` says so.
    pub(crate) fn flip_if(self, flip: bool) -> Self {
        match self {
            Self::True if flip => Self::False,
            Self::False if flip => Self::True,
            same => same,
        }
    }

    pub(crate) fn is_possible(self) -> bool {
        self != Self::False
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        self.flip_if(true)
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

/// "And" over all, stopping at the first false.
pub(crate) fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    let mut result = Truth::True;
    for truth in truths {
        result = result.and(truth);
        if result == Truth::False {
            break;
        }
    }
    result
}

/// "Or" over all, stopping at the first true.
pub(crate) fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    !all(truths.into_iter().map(|truth| !truth))
}

/// What holds of a value that is one of several; of none, nothing is known.
pub(crate) fn across(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths
        .into_iter()
        .reduce(Truth::either)
        .unwrap_or(Truth::Unknown)
}
