//! Condition operators by name.
//!
//! Source: IAM user guide, "IAM JSON policy elements: Condition operators".

use super::{Order, Quantifier, TextComparison};

/// An operator, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) quantifier: Quantifier,
    pub(crate) if_exists: bool,
    pub(crate) negated: bool,
    pub(crate) family: Family,
}

/// Which kind of value an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Text(TextComparison),
    Bool,
    Number(Order),
    Date(Order),
    Ip,
    Binary,
    Null,
}

/// The base names, each with whether it is negated.
const BASES: &[(&str, Family, bool)] = &[
    ("stringequals", Family::Text(TextComparison::Equals), false),
    (
        "stringnotequals",
        Family::Text(TextComparison::Equals),
        true,
    ),
    (
        "stringequalsignorecase",
        Family::Text(TextComparison::EqualsIgnoreCase),
        false,
    ),
    (
        "stringnotequalsignorecase",
        Family::Text(TextComparison::EqualsIgnoreCase),
        true,
    ),
    ("stringlike", Family::Text(TextComparison::Like), false),
    ("stringnotlike", Family::Text(TextComparison::Like), true),
    ("arnequals", Family::Text(TextComparison::Arn), false),
    ("arnlike", Family::Text(TextComparison::Arn), false),
    ("arnnotequals", Family::Text(TextComparison::Arn), true),
    ("arnnotlike", Family::Text(TextComparison::Arn), true),
    ("bool", Family::Bool, false),
    ("ipaddress", Family::Ip, false),
    ("notipaddress", Family::Ip, true),
    ("numericequals", Family::Number(Order::Equal), false),
    ("numericnotequals", Family::Number(Order::Equal), true),
    ("numericlessthan", Family::Number(Order::Less), false),
    (
        "numericlessthanequals",
        Family::Number(Order::LessOrEqual),
        false,
    ),
    ("numericgreaterthan", Family::Number(Order::Greater), false),
    (
        "numericgreaterthanequals",
        Family::Number(Order::GreaterOrEqual),
        false,
    ),
    ("dateequals", Family::Date(Order::Equal), false),
    ("datenotequals", Family::Date(Order::Equal), true),
    ("datelessthan", Family::Date(Order::Less), false),
    (
        "datelessthanequals",
        Family::Date(Order::LessOrEqual),
        false,
    ),
    ("dategreaterthan", Family::Date(Order::Greater), false),
    (
        "dategreaterthanequals",
        Family::Date(Order::GreaterOrEqual),
        false,
    ),
    ("binaryequals", Family::Binary, false),
    ("null", Family::Null, false),
];

impl Operator {
    /// The operator of that name, if there is one; names have no case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (quantifier, rest) = match name.split_once(':') {
            None => (Quantifier::None, name.as_str()),
            Some(("forallvalues", rest)) => (Quantifier::ForAllValues, rest),
            Some(("foranyvalue", rest)) => (Quantifier::ForAnyValue, rest),
            Some(_) => return None,
        };
        let (base, if_exists) = match rest.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (_, family, negated) = BASES.iter().find(|(known, ..)| *known == base)?;
        let is_plain = quantifier == Quantifier::None && !if_exists;
        (*family != Family::Null || is_plain).then_some(Self {
            quantifier,
            if_exists,
            negated: *negated,
            family: *family,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_taken_apart() {
        let operator = Operator::named("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!(operator.quantifier, Quantifier::ForAnyValue);
        assert!(operator.if_exists && operator.negated);
        assert_eq!(operator.family, Family::Text(TextComparison::Like));
    }

    #[test]
    fn what_is_no_operator_is_refused() {
        for name in [
            "",
            "StringEqual",
            "StringEquals ",
            "ForSomeValue:StringEquals",
            "ForAllValues:StringEquals:IfExists",
            "NullIfExists",
            "ForAllValues:Null",
            "IfExists",
            "StringEqualsIfExistsIfExists",
            "NotBool",
        ] {
            assert_eq!(Operator::named(name), None, "{name}");
        }
    }
}
