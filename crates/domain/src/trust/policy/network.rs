//! CIDR blocks, and how much of the Internet they hold.

use std::{net::IpAddr, str::FromStr};

/// A block of addresses; both families are counted in 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    is_v4: bool,
    prefix: u32,
    first: u128,
    last: u128,
}

/// Not an address or a CIDR block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(parse_length(length)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let (bits, width) = match address {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
            IpAddr::V6(v6) => (v6.to_bits(), 128),
        };
        let prefix = length.unwrap_or(width);
        if prefix > width {
            return Err(NotANetwork);
        }
        let hosts = ones(width - prefix);
        Ok(Self {
            is_v4: width == 32,
            prefix,
            first: bits & !hosts,
            last: bits | hosts,
        })
    }
}

fn parse_length(text: &str) -> Result<u32, NotANetwork> {
    let canonical = text == "0" || !text.starts_with('0');
    if canonical && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().map_err(|_| NotANetwork)
    } else {
        Err(NotANetwork)
    }
}

fn ones(bits: u32) -> u128 {
    1_u128
        .checked_shl(bits)
        .map_or(u128::MAX, |power| power - 1)
}

/// Whether the blocks together hold every address. The third party calls STS over IPv4, as its
/// default endpoints do; outsiders may choose IPv6.
pub(crate) fn hold_every_address(networks: &[Network], is_expected: bool) -> bool {
    let hold_all = |is_v4: bool, last: u128| {
        let mut blocks: Vec<_> = networks.iter().filter(|n| n.is_v4 == is_v4).collect();
        blocks.sort_by_key(|n| n.first);
        let mut held = None;
        for block in blocks {
            let next = held.map_or(Some(0), |held: u128| held.checked_add(1));
            if next.is_none_or(|next| block.first > next) {
                break;
            }
            held = held.max(Some(block.last));
        }
        held == Some(last)
    };
    hold_all(true, u128::from(u32::MAX)) && (is_expected || hold_all(false, u128::MAX))
}

/// Whether the blocks are few enough addresses to have one owner.
///
/// The bound is the one of S3's "meaning of public": /8 of IPv4, /32 of IPv6, here for the sum of
/// the blocks, so that a wide one cannot hide as many narrow ones.
pub(crate) fn are_bounded(networks: &[Network]) -> bool {
    let total = |v4: bool, narrowest: u32| {
        networks
            .iter()
            .filter(|n| n.is_v4 == v4)
            .fold(0_u128, |sum, n| {
                sum.saturating_add(
                    1_u128
                        .checked_shl(128 - narrowest.max(n.prefix))
                        .unwrap_or(0),
                )
            })
    };
    let too_wide = |n: &Network| n.prefix < if n.is_v4 { 8 } else { 32 };
    !networks.iter().any(too_wide)
        && total(true, 8) <= 1_u128 << 120
        && total(false, 32) <= 1_u128 << 96
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(texts: &[&str]) -> Vec<Network> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in [
            "",
            "1.2.3",
            "1.2.3.4/33",
            "1.2.3.4/",
            "::/129",
            "1.2.3.4/08",
            "a",
            "1.2.3.4/+8",
        ] {
            assert_eq!(text.parse::<Network>(), Err(NotANetwork), "{text}");
        }
    }

    #[test]
    fn every_address_can_be_spelt_as_one_block_or_as_two() {
        let hold = |texts: &[&str], is_expected| hold_every_address(&networks(texts), is_expected);
        assert!(hold(&["0.0.0.0/0"], true));
        assert!(hold(&["128.0.0.0/1", "0.0.0.0/1"], true));
        assert!(hold(&["8000::/1", "0.0.0.0/0", "::/1"], false));
        assert!(!hold(&["0.0.0.0/1", "::/0"], true));
        assert!(!hold(&["0.0.0.0/0"], false) && !hold(&["::/0"], true));
        assert!(!hold(&["0.0.0.0/0", "::/1"], false));
    }

    #[test]
    fn a_wide_block_is_no_bound_even_when_cut_in_pieces() {
        assert!(are_bounded(&networks(&["203.0.113.0/24", "2001:db8::/32"])));
        assert!(are_bounded(&networks(&["9.0.0.0/8"])));
        assert!(!are_bounded(&networks(&["8.0.0.0/7"])));
        assert!(!are_bounded(&networks(&["8.0.0.0/8", "9.0.0.0/8"])));
        assert!(!are_bounded(&networks(&["::/0"])));
    }
}
