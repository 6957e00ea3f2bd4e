//! The bytes of a file as text: editors and shells write more than UTF-8.

/// The text, without a byte-order mark.
///
/// UTF-16 is what `>` writes in Windows PowerShell.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, String> {
    let (text, encoding) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (utf8(rest), "UTF-8"),
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), "UTF-16"),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), "UTF-16"),
        // The first character of a document is ASCII.
        [first, 0, ..] if *first != 0 => (utf16(bytes, u16::from_le_bytes), "UTF-16"),
        [0, second, ..] if *second != 0 => (utf16(bytes, u16::from_be_bytes), "UTF-16"),
        bytes => (utf8(bytes), "UTF-8"),
    };
    text.ok_or_else(|| format!("the input is not valid {encoding}"))
}

fn utf8(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty())
}
