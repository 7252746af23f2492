//! The tables `[plugins]` and `[policy]` of praxis.toml: which programs of others may be run to open an identity, and what
//! must protect one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::records::factor::WantedFactor;

/// The key of the limit in `[plugins]`; every other is a plugin's name.
const LIMIT: &str = "limit_seconds";

/// Which age plugins may be run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "BTreeMap<String, toml::Value>")]
pub struct Plugins {
    /// How long a plugin may take, 1 to 600 seconds; waiting for an answer of the person's does not count.
    pub limit_seconds: u16,
    /// The program of each, by its name.
    #[serde(flatten)]
    pub programs: BTreeMap<String, PathBuf>,
}

impl Default for Plugins {
    fn default() -> Self {
        Self { limit_seconds: 60, programs: BTreeMap::new() }
    }
}

impl TryFrom<BTreeMap<String, toml::Value>> for Plugins {
    type Error = String;

    fn try_from(table: BTreeMap<String, toml::Value>) -> Result<Self, String> {
        let mut plugins = Self::default();
        for (name, value) in table {
            if name == LIMIT {
                let seconds = value.as_integer().filter(|seconds| (1..=600).contains(seconds));
                plugins.limit_seconds = seconds
                    .and_then(|seconds| u16::try_from(seconds).ok())
                    .ok_or_else(|| format!("{LIMIT} is not between 1 and 600"))?;
                continue;
            }
            let path = PathBuf::from(value.as_str().ok_or_else(|| format!("{name} is not a path"))?);
            check_program(&name, &path)?;
            plugins.programs.insert(name, path);
        }
        Ok(plugins)
    }
}

/// Whether a path can be that of a plugin: whole, and with the name by which age looks for it.
///
/// # Errors
/// With what is wrong.
pub fn check_program(name: &str, path: &Path) -> Result<(), String> {
    if !is_plugin_name(name) {
        return Err(format!("{name} is no name of an age plugin: small letters, digits, and + - . _"));
    }
    if !path.is_absolute() {
        return Err(format!("the program of {name} is not a whole path, from / on"));
    }
    if path.file_name().is_none_or(|file| file != format!("age-plugin-{name}").as_str()) {
        return Err(format!("the program of {name} is not called age-plugin-{name}"));
    }
    Ok(())
}

/// Whether something can be a plugin's name (C2SP age-plugin, "Introduction"), as it stands in a program's.
fn is_plugin_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

/// What must protect an identity file.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What the identity file that opens the vault must have.
    pub factor: WantedFactor,
    /// Days, 1 to 3650, after which whoever types a passphrase is told that it is old; 0: never.
    pub passphrase_days: u16,
}

impl Default for Policy {
    fn default() -> Self {
        Self { factor: WantedFactor::Any, passphrase_days: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const BEFORE: &str = "[practice]\nname = \"Rooms\"\nnation = \"scotland\"\n\
                          [clients]\nbasis = \"contract\"\ncondition = \"health-care\"\n";

    #[test]
    fn without_a_word_nothing_is_run_and_anything_is_enough() {
        let config = Config::parse(BEFORE).expect("reads");
        assert_eq!(config.plugins, Plugins { limit_seconds: 60, programs: BTreeMap::new() });
        assert_eq!((config.policy.factor, config.policy.passphrase_days), (WantedFactor::Any, 0));
    }

    #[test]
    fn programs_and_limits_are_read() {
        let lines = "[plugins]\nlimit_seconds = 5\nyubikey = \"/usr/local/bin/age-plugin-yubikey\"\n\
                     [policy]\nfactor = \"both\"\npassphrase_days = 365\n";
        let config = Config::parse(&format!("{BEFORE}{lines}")).expect("reads");
        assert_eq!(config.plugins.limit_seconds, 5);
        assert_eq!(
            config.plugins.programs.get("yubikey").map(PathBuf::as_path),
            Some(Path::new("/usr/local/bin/age-plugin-yubikey"))
        );
        assert_eq!((config.policy.factor, config.policy.passphrase_days), (WantedFactor::Both, 365));
    }

    #[test]
    fn what_could_be_another_program_is_refused() {
        for (lines, says) in [
            ("[plugins]\nyubikey = \"age-plugin-yubikey\"\n", "the program of yubikey is not a whole path"),
            ("[plugins]\nyubikey = \"/bin/sh\"\n", "is not called age-plugin-yubikey"),
            ("[plugins]\nYubikey = \"/bin/age-plugin-Yubikey\"\n", "Yubikey is no name of an age plugin"),
            ("[plugins]\n\"../x\" = \"/bin/age-plugin-../x\"\n", "is no name of an age plugin"),
            ("[plugins]\nyubikey = 1\n", "yubikey is not a path"),
            ("[plugins]\nlimit_seconds = 0\n", "limit_seconds is not between 1 and 600"),
            ("[plugins]\nlimit_seconds = 601\n", "limit_seconds is not between 1 and 600"),
            ("[plugins]\nlimit_seconds = \"5\"\n", "limit_seconds is not between 1 and 600"),
            ("[policy]\nfactor = \"two\"\n", "unknown WantedFactor"),
            ("[policy]\nfactors = \"both\"\n", "unknown field"),
            ("[policy]\npassphrase_days = 3651\n", "policy.passphrase_days is not between 0 and 3650"),
        ] {
            let message = Config::parse(&format!("{BEFORE}{lines}")).expect_err(lines).explain().message;
            assert!(message.contains(says), "{message}");
        }
    }
}
