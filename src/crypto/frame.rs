//! One way to turn a list of fields into bytes: each field is its length (u32, little endian) and itself.
//!
//! Used wherever bytes are hashed, derived from or bound to a ciphertext, so that no two different lists
//! of fields ever give the same bytes.

/// Frames `fields` in the order given.
///
/// # Panics
/// Never in practice: a field of 4 GiB or more would not fit its length.
#[must_use]
pub fn frame(fields: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(fields.iter().map(|f| f.len() + 4).sum());
    for field in fields {
        out.extend_from_slice(&length_of(field));
        out.extend_from_slice(field);
    }
    out
}

/// What stands in front of a field.
pub(super) fn length_of(field: &[u8]) -> [u8; 4] {
    let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
    assert!(length < u32::MAX, "a framed field is shorter than 4 GiB");
    length.to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::frame;

    #[test]
    fn fields_do_not_run_into_each_other() {
        assert_ne!(frame(&[b"ab", b"c"]), frame(&[b"a", b"bc"]));
        assert_ne!(frame(&[b"", b"a"]), frame(&[b"a", b""]));
        assert_eq!(frame(&[b"ab", b""]), [2, 0, 0, 0, b'a', b'b', 0, 0, 0, 0]);
    }
}
