//! praxis.toml: what a practice sets by hand. In the clear, so never anything about a client.

pub mod calendar;
pub mod privacy;
pub mod schedule;
pub mod second_factor;

use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use self::privacy::Privacy;
use self::second_factor::{Plugins, Policy};
use crate::failure::Failure;
use crate::records::client::{Basis, Condition};
use crate::records::nation::Nation;
use crate::records::schedule::Schedule;

/// The commented file a new vault starts with, and the example people read: one and the same.
const TEMPLATE: &str = include_str!("../examples/praxis.toml");

/// The settings of a practice.
#[derive(Debug, Serialize)]
pub struct Config {
    /// Who the practice is.
    pub practice: Practice,
    /// What a new client gets.
    pub clients: ClientDefaults,
    /// Where backups go, and for how long they stay.
    pub backup: BackupSettings,
    /// When a job that runs without a person is missed.
    pub unattended: Unattended,
    /// When `praxis status` calls a backup or a restore drill overdue.
    pub status: Status,
    /// Bank holidays that the program does not know, or knows wrongly.
    pub calendar: calendar::Days,
    /// How the clock of a request is read.
    pub requests: calendar::Requests,
    /// How long records stay. Without it nothing is ever disposed of.
    pub retention: Option<Schedule>,
    /// Letters of the practice's own.
    pub letters: Letters,
    /// What people are told about their information.
    pub privacy: Privacy,
    /// Which age plugins may be run.
    pub plugins: Plugins,
    /// What must protect an identity file.
    pub policy: Policy,
    /// Where the keys of this machine lie, when not in the usual place.
    pub keys: Option<KeysFolder>,
}

/// Who the practice is.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Printed on letters and exports.
    pub name: String,
    /// Whose bank holidays count.
    pub nation: Nation,
}

/// What a new client gets unless somebody says otherwise.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClientDefaults {
    /// Article 6.
    pub basis: Basis,
    /// Article 9.
    pub condition: Condition,
}

/// Where backups go, and for how long they stay.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BackupSettings {
    /// A folder that is there already.
    pub to: Option<PathBuf>,
    /// Days, 1 to 3650, after which a backup may go.
    pub keep_days: Option<u16>,
}

/// When a job that runs without a person is missed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unattended {
    /// Days, 1 to 365, after which a job that ran before is missed; 0: never.
    pub missed_after_days: u16,
}

impl Default for Unattended {
    fn default() -> Self {
        Self { missed_after_days: 3 }
    }
}

/// When `praxis status` calls a backup or a restore drill overdue.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Status {
    /// Days, 1 to 365, after which there should be another backup; 0: never.
    pub backup_days: u16,
    /// Days, 1 to 3650, after which a restore should be tried again; 0: never.
    pub drill_days: u16,
}

impl Default for Status {
    fn default() -> Self {
        Self { backup_days: 7, drill_days: 182 }
    }
}

/// Letters of the practice's own.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// The folder they are in.
    pub folder: Option<PathBuf>,
}

/// Where the keys of this machine lie.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KeysFolder {
    /// The folder given to `init --keys`.
    pub folder: PathBuf,
}

/// The settings as they stand in the file: the schedule is not looked at yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    practice: Practice,
    clients: ClientDefaults,
    #[serde(default)]
    backup: BackupSettings,
    #[serde(default)]
    unattended: Unattended,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    calendar: calendar::Table,
    #[serde(default)]
    requests: calendar::Requests,
    retention: Option<schedule::Table>,
    #[serde(default)]
    letters: Letters,
    #[serde(default)]
    privacy: Privacy,
    #[serde(default)]
    plugins: Plugins,
    #[serde(default)]
    policy: Policy,
    keys: Option<KeysFolder>,
}

/// The line, from 1, on which a place in a text lies.
fn line_at(text: &str, at: &Range<usize>) -> usize {
    text.as_bytes().iter().take(at.start).filter(|&&byte| byte == b'\n').count() + 1
}

impl Config {
    /// Reads the text of praxis.toml.
    ///
    /// # Errors
    /// With the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |what: String| {
            Failure::Usage(
                format!("praxis.toml: {what}"),
                "mend the line, or compare it with examples/praxis.toml".to_owned(),
            )
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_at(text, &span));
            wrong(format!("line {line}: {}", error.message()))
        })?;
        let File {
            practice,
            clients,
            backup,
            unattended,
            status,
            calendar,
            requests,
            retention,
            letters,
            privacy,
            plugins,
            policy,
            keys,
        } = file;
        let retention = retention.map(|table| table.checked(text)).transpose().map_err(|why| {
            let line = line_at(text, &why.at);
            Failure::Usage(format!("praxis.toml: line {line}: {}", why.why), schedule::MEND.to_owned())
        })?;
        let calendar = calendar.checked().map_err(|why| {
            wrong(format!("line {}: a date in [calendar] {}", line_at(text, &why.at), why.why))
        })?;
        let config = Config {
            practice,
            clients,
            backup,
            unattended,
            status,
            calendar,
            requests,
            retention,
            letters,
            privacy,
            plugins,
            policy,
            keys,
        };
        if unattended.missed_after_days > 365 {
            return Err(wrong("unattended.missed_after_days is not between 0 and 365".to_owned()));
        }
        if status.backup_days > 365 {
            return Err(wrong("status.backup_days is not between 0 and 365".to_owned()));
        }
        if status.drill_days > 3650 {
            return Err(wrong("status.drill_days is not between 0 and 3650".to_owned()));
        }
        if config.policy.passphrase_days > 3650 {
            return Err(wrong("policy.passphrase_days is not between 0 and 3650".to_owned()));
        }
        if config
            .privacy
            .regulator
            .registration
            .as_deref()
            .is_some_and(|number| !privacy::is_registration(number))
        {
            return Err(wrong("privacy.regulator.registration is not such as ZA000000".to_owned()));
        }
        if config.backup.keep_days.is_some_and(|days| !(1..=3650).contains(&days)) {
            return Err(wrong("backup.keep_days is not between 1 and 3650".to_owned()));
        }
        if config.backup.to.as_ref().is_some_and(|to| !to.is_absolute()) {
            return Err(wrong("backup.to is not a whole path, from / on".to_owned()));
        }
        if config.letters.folder.as_ref().is_some_and(|folder| !folder.is_absolute()) {
            return Err(wrong("letters.folder is not a whole path, from / on".to_owned()));
        }
        if config.practice.name.trim().is_empty() {
            return Err(wrong("practice.name is empty".to_owned()));
        }
        Ok(config)
    }

    /// The text of a new praxis.toml, comments and a retention schedule and all.
    #[must_use]
    pub fn text_for(practice: &str, nation: Nation, keys: Option<&std::path::Path>) -> String {
        use crate::records::code::Code;
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text = TEMPLATE
            .replace(EXAMPLE_NAME, &format!("name = {}", quoted(practice)))
            .replace(EXAMPLE_NATION, &format!("nation = {}", quoted(nation.code())));
        text.push('\n');
        text.push_str(schedule::DEFAULT);
        if let Some(folder) = keys {
            text.push_str("\n[keys]\n# Where the keys of this vault lie on this machine. Never put it in a backup.\nfolder = ");
            text.push_str(&quoted(&folder.to_string_lossy()));
            text.push('\n');
        }
        text
    }
}

const EXAMPLE_NAME: &str = "name = \"Example Counselling\"";
const EXAMPLE_NATION: &str = "nation = \"england-and-wales\"";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_what_a_new_vault_gets() {
        assert_eq!(TEMPLATE.matches(EXAMPLE_NAME).count(), 1);
        assert_eq!(TEMPLATE.matches(EXAMPLE_NATION).count(), 1);
        let text = Config::text_for(
            "Rooms \"at\" No. 7\\8",
            Nation::Scotland,
            Some(std::path::Path::new("/mnt/key")),
        );
        let config = Config::parse(&text).expect("reads back");
        assert_eq!(config.practice.name, "Rooms \"at\" No. 7\\8");
        assert_eq!(config.practice.nation, Nation::Scotland);
        let schedule = config.retention.expect("a schedule");
        assert_eq!((schedule.name.as_str(), schedule.rules.len()), (schedule::DEFAULT_NAME, 18));
        assert_eq!(config.keys.expect("a folder").folder, PathBuf::from("/mnt/key"));
    }

    #[test]
    fn wrong_settings_are_refused_with_their_line() {
        for (from, to, says) in [
            ("keep_days = 90", "keep_day = 90", "line 22: unknown field"),
            ("keep_days = 90", "[retention]\nname = \"\"", "line 23: name is not 1 to 60 plain characters"),
            ("extra = []", "extra = [\"2026-06-31\"]", "line 85: a date in [calendar] does not exist"),
            ("remove = []", "remove = [\n\"soon\"]", "line 87: a date in [calendar] is not a date"),
            ("pause_count = \"statute\"", "pause_count = \"ico\"", "line 91: unknown PauseCount"),
            ("basis = \"contract\"", "basis = \"because\"", "line 14: unknown Basis"),
            ("name = \"Example Counselling\"", "name = \" \"", "practice.name is empty"),
            ("keep_days = 90", "keep_days = 0", "backup.keep_days is not between 1 and 3650"),
            ("keep_days = 90", "to = \"backups\"", "backup.to is not a whole path"),
            ("backup_days = 7", "backup_days = 366", "status.backup_days is not between 0 and 365"),
            ("drill_days = 182", "drill_days = 3651", "status.drill_days is not between 0 and 3650"),
            (
                "# registration = \"ZA000000\"",
                "registration = \"12\"",
                "privacy.regulator.registration is not such as",
            ),
            ("# fee_paid_to = \"2027-05-31\"", "fee_paid_to = \"2027-02-29\"", "line 80: "),
        ] {
            let message = Config::parse(&TEMPLATE.replace(from, to)).expect_err(to).explain().message;
            assert!(message.contains(says), "{message}");
        }
    }
}
