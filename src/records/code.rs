//! Closed lists whose members are written as short codes, in JSON, on the command line and in the database.

/// A closed list of codes.
pub trait Code: Sized + Copy + 'static {
    /// Every member, in the order people are shown them.
    const ALL: &'static [Self];

    /// The code as it is written.
    fn code(self) -> &'static str;

    /// The member a code stands for.
    #[must_use]
    fn from_code(text: &str) -> Option<Self>;
}

/// Declares an enum together with its codes.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $member:ident = $code:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$what])* $member),+ }

        impl $crate::records::code::Code for $name {
            const ALL: &'static [Self] = &[$($name::$member),+];

            fn code(self) -> &'static str {
                match self { $($name::$member => $code),+ }
            }

            fn from_code(text: &str) -> Option<Self> {
                match text { $($code => Some($name::$member),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str($crate::records::code::Code::code(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
                // The text is not repeated: it may stand in a sealed body.
                $crate::records::code::Code::from_code(&text)
                    .ok_or_else(|| serde::de::Error::custom(concat!("unknown ", stringify!($name))))
            }
        }
    };
}
pub(crate) use codes;
