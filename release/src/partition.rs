//! AWS's partitions: each has hosts of its own.

/// A partition with regions that a release can be launched in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Partition {
    /// `aws`: the usual regions.
    #[default]
    Aws,
    /// `aws-cn`: China.
    China,
    /// `aws-us-gov`: AWS `GovCloud` (US).
    GovCloud,
}

/// What the names of the usual regions begin with.
///
/// Source: `regionRegex` in the SDKs' `partitions.json`.
const USUAL: [&str; 9] = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"];

impl Partition {
    /// The partition of a region, by the form of its name. `None` means that it is no region, or one
    /// of a partition whose hosts are not known here.
    #[must_use]
    pub fn of(region: &str) -> Option<Self> {
        let (words, number) = region.rsplit_once('-')?;
        let is_word =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let words: Vec<&str> = words.split('-').collect();
        let is_region = words.iter().all(is_word)
            && !number.is_empty()
            && number.bytes().all(|digit| digit.is_ascii_digit());
        match words[..] {
            _ if !is_region => None,
            ["cn", _] => Some(Self::China),
            ["us", "gov", _] => Some(Self::GovCloud),
            [first, _] if USUAL.contains(&first) => Some(Self::Aws),
            _ => None,
        }
    }

    /// The host of the console. Each region has one below it.
    #[must_use]
    pub fn console(self) -> &'static str {
        match self {
            Self::Aws => "console.aws.amazon.com",
            Self::China => "console.amazonaws.cn",
            Self::GovCloud => "console.amazonaws-us-gov.com",
        }
    }

    /// What the hosts of services end with: `AWS::URLSuffix`.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::GovCloud => "amazonaws.com",
            Self::China => "amazonaws.com.cn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_is_another_host_is_of_no_partition() {
        for (region, partition) in [
            ("eu-west-3", Some(Partition::Aws)),
            ("ap-southeast-2", Some(Partition::Aws)),
            ("us-gov-west-1", Some(Partition::GovCloud)),
            ("cn-north-1", Some(Partition::China)),
            // Of partitions that we do not know.
            ("us-iso-east-1", None),
            ("eusc-de-east-1", None),
            ("", None),
            ("eu", None),
            ("eu-west", None),
            ("eu-west-3.example.com", None),
            ("eu-west-3/x", None),
            ("EU-west-3", None),
            ("eu--3", None),
            ("-1", None),
        ] {
            assert_eq!(Partition::of(region), partition, "{region}");
        }
    }
}
