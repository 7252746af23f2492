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

/// The fields of framed bytes; none when they are not whole.
#[must_use]
pub fn unframe(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    unframe_at_most(bytes, usize::MAX)
}

/// The fields of framed bytes; none when they are not whole, or when they are more than so many.
#[must_use]
pub fn unframe_at_most(mut bytes: &[u8], most: usize) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        if fields.len() == most {
            return None;
        }
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        fields.push(field);
        bytes = rest;
    }
    bytes.is_empty().then_some(fields)
}

/// What stands in front of a field.
pub(super) fn length_of(field: &[u8]) -> [u8; 4] {
    let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
    assert!(length < u32::MAX, "a framed field is shorter than 4 GiB");
    length.to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::{frame, unframe, unframe_at_most};
    use proptest::prelude::*;

    #[test]
    fn fields_do_not_run_into_each_other() {
        assert_ne!(frame(&[b"ab", b"c"]), frame(&[b"a", b"bc"]));
        assert_ne!(frame(&[b"", b"a"]), frame(&[b"a", b""]));
        assert_eq!(frame(&[b"ab", b""]), [2, 0, 0, 0, b'a', b'b', 0, 0, 0, 0]);
    }

    #[test]
    fn no_more_fields_are_read_than_may_be() {
        let framed = frame(&[b"a", b"", b"b"]);
        assert_eq!(unframe_at_most(&framed, 3).map(|fields| fields.len()), Some(3));
        assert_eq!(unframe_at_most(&framed, 2), None);
        assert_eq!(unframe_at_most(b"", 0), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn fields_come_back_and_nothing_else_does(fields in proptest::collection::vec(any::<Vec<u8>>(), 0..6)) {
            let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
            let framed = frame(&fields);
            prop_assert_eq!(unframe(&framed), Some(fields));
            for end in 0..framed.len() {
                prop_assert_ne!(unframe(&framed[..end]).map(|fields| frame(&fields)), Some(framed.clone()));
            }
        }
    }
}
