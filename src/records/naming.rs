//! Which references the random handles of a log stand for, as a text that the vault's machine signs: handles are in the
//! bytes that the log hashes, references are what people read.

use std::collections::BTreeMap;

use super::id::Handle;
use super::reference::Reference;

/// The first line of the text.
const TITLE: &str = "praxis references 1";

/// What the handles of a log are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Which log.
    pub origin: String,
    /// The reference of each handle.
    pub references: BTreeMap<Handle, Reference>,
}

impl Naming {
    /// The text to be signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{TITLE}\n{}\n", self.origin);
        for (handle, reference) in &self.references {
            text.push_str(&format!("{handle} {reference}\n"));
        }
        text
    }

    /// Reads the text, which has one spelling; none for anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let origin = lines.next()?.to_owned();
        let named = |line: &str| {
            let (handle, reference) = line.split_once(' ')?;
            Some((Handle::parse(handle)?, reference.parse().ok()?))
        };
        let naming = Self { origin, references: lines.map(named).collect::<Option<_>>()? };
        (naming.to_text() == text).then_some(naming)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_text_reads_back_and_has_one_spelling(
            named in proptest::collection::btree_map(any::<[u8; 16]>(), 1_u32..9999, 0..5), at in any::<usize>(), with in 0_u8..128,
        ) {
            let register = super::super::reference::Register::Client;
            let references =
                named.into_iter().map(|(handle, number)| (Handle::new(handle), Reference::new(register, number)));
            let naming = Naming { origin: "praxis/1/log/2".to_owned(), references: references.collect() };
            let text = naming.to_text();
            prop_assert_eq!(Naming::from_text(&text), Some(naming.clone()));
            let mut changed = text.clone().into_bytes();
            let at = at % changed.len();
            changed[at] = with;
            let changed = String::from_utf8(changed).expect("ASCII");
            prop_assert!(changed == text || Naming::from_text(&changed) != Some(naming));
        }
    }

    #[test]
    fn what_is_none() {
        let line = "101112131415161718191a1b1c1d1e1f C-0001\n";
        assert!(Naming::from_text(&format!("{TITLE}\nlog\n{line}")).is_some());
        for wrong in [
            String::new(),
            format!("{TITLE}\n"),
            format!("{TITLE}\nlog\n{line}{line}"),
            format!("{TITLE}\nlog\n{}", line.to_uppercase()),
            format!("{TITLE}\nlog\n{}", line.trim_end()),
            format!("{TITLE}\r\nlog\n{line}"),
            format!("praxis references 2\nlog\n{line}"),
        ] {
            assert_eq!(Naming::from_text(&wrong), None, "{wrong:?}");
        }
    }
}
