//! A type for each secret: no `Clone`, no `Debug`, no `Serialize`; on the heap, so that moving one leaves
//! no copy behind; wiped on drop; read through one loudly named accessor.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Error, random};

macro_rules! secret_key {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Zeroize, ZeroizeOnDrop)]
        pub struct $name(Box<[u8; 32]>);

        impl $name {
            /// A fresh random secret from the operating system.
            #[must_use]
            pub fn generate() -> Self {
                let mut key = Box::new([0; 32]);
                random::fill(&mut *key);
                Self(key)
            }

            /// Copies 32 bytes in; the caller wipes its own.
            ///
            /// # Errors
            /// When there are not 32.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
                let mut key = Box::new([0; 32]);
                if bytes.len() != key.len() {
                    return Err(Error::Malformed("a key is not 32 bytes long"));
                }
                key.copy_from_slice(bytes);
                Ok(Self(key))
            }

            /// Reads 64 hexadecimal digits.
            ///
            /// # Errors
            /// When it is anything else.
            pub fn from_hex(text: &str) -> Result<Self, Error> {
                let mut key = Box::new([0; 32]);
                if super::hash::from_hex_into(text, &mut *key) {
                    Ok(Self(key))
                } else {
                    Err(Error::Malformed("a key is not 64 hexadecimal digits"))
                }
            }

            /// The secret itself. Whoever calls this must not let it out.
            #[must_use]
            pub fn expose_secret(&self) -> &[u8; 32] {
                &self.0
            }
        }
    };
}

secret_key! {
    /// `E_n`: from it every compartment key of epoch n and the next epoch's secret follow.
    EpochSecret
}
secret_key! {
    /// `CK_n[compartment]`: seals the keyring slots of one compartment in one epoch.
    CompartmentKey
}
secret_key! {
    /// K: seals the records of one client in one compartment. Exists in the keyring only.
    RecordKey
}
secret_key! {
    /// Authenticates the members file of one epoch.
    MembersKey
}
secret_key! {
    /// Seed of an Ed25519 signing key.
    SigningSeed
}

#[cfg(test)]
mod tests {
    use super::RecordKey;

    #[test]
    fn a_key_is_exactly_32_bytes() {
        assert!(RecordKey::from_bytes(&[1; 31]).is_err());
        assert!(RecordKey::from_bytes(&[1; 33]).is_err());
        assert!(RecordKey::from_hex(&"ab".repeat(31)).is_err());
        assert!(RecordKey::from_hex(&"zz".repeat(32)).is_err());
        let key = RecordKey::from_hex(&"0f".repeat(32)).expect("64 digits");
        assert_eq!(key.expose_secret(), &[15; 32]);
    }

    #[test]
    fn two_generated_keys_differ() {
        assert_ne!(RecordKey::generate().expose_secret(), RecordKey::generate().expose_secret());
    }
}
