//! A records vault. This page is the map.
//!
//! | folder | holds |
//! |---|---|
//! | [`cli`] | the command line: flags and the list of subcommands, no behaviour |
//! | [`commands`] | one file for each subcommand: asks, calls, prints |
//! | [`rules`] | what the law and the schedule say: pure functions, each answer with its reason |
//! | [`records`] | what the practice keeps: plain data |
//! | [`vault`] | the one door to stored data: keys, locks, transactions, the audit log |
//! | [`store`] | all SQL |
//! | [`crypto`] | bytes to bytes: envelopes, age files, derivations, the audit tree |
//! | [`import`], [`export`] | files of other programs in, files for people out |
//! | [`terminal`] | tables, questions, the editor, progress |
//! | [`failure`], [`clock`], [`config`] | what went wrong, what time it is, praxis.toml |
//!
//! Arrows go one way, and a test holds them: `commands` call `rules`, `vault`, `import`, `export` and
//! `terminal`; `vault` calls `store`, `crypto` and `rules`; `config`
//! makes the calendar that `rules` go by; everything may use `records`, which knows nothing
//! of files, clocks, terminals or databases, and neither does `rules`. Only `vault` calls `store`.
//!
//! A command goes like this: the clock is read once; the vault is found and checked without a key
//! ([`vault::Vault::open`]); a member's identity opens it ([`vault::Vault::unlock`]); records are opened or
//! sealed one by one under keys from the keyring; rows and their audit entries are written in one transaction.
//! What each command opens, and so which roles may run it, stands in one table (`commands/needs.rs`), which is asked before
//! anything is typed; what a role does not open, the keys refuse (`vault/held.rs`).
//! What opens and seals is `vault/held.rs`: in the memory of the command, or of a session's process that is asked for each
//! step (`vault/session.rs`), in which case no command sees the secret of an epoch.
//! An identity that an age plugin guards is opened by a process of this program that speaks with the plugin and is ended with
//! it (`commands/plugin.rs`); what an identity must be protected by is a rule (`rules/factor.rs`), asked at every unlock.
//! An erasure (`vault/erasure.rs`) goes on in stages that only roll forward: what one command could not finish, the next
//! one that writes finishes first. Whoever writes a fact about a client renews, in the same transaction, the clear columns
//! that follow from it (`vault/due.rs`): those are all that jobs without a key act on (`vault/sweep.rs`,
//! `vault/housekeeping.rs`).
//! Everything that is held about one person is selected in one place (`vault/subject.rs`), for what an erasure destroys and for
//! what a subject-access pack is made from; what is withheld is left behind in one place (`commands/sar/pack.rs`), and whoever
//! writes the pack (`export/pack.rs`) is given nothing else.
//! Every write is an entry of a log that hangs together as a Merkle tree; it is verified without a key (`vault/audit.rs`), and
//! entries whose time is over go behind a signed checkpoint (`vault/log_purge.rs`), while their leaves stay.
//! Complaints and breaches are matters (`vault/matter.rs`): each has a handle and a key of its own, clocks in the clear while it
//! is open, and a flag on the clients it is about, by which nothing of them is destroyed until it is closed. Their bodies only
//! grow; what is known and what is left to do is worked out from them (`rules/breach_duty.rs`, `rules/complaint.rs`).
//! A clinical will (`vault/wills.rs`) hands a stranger a kit and two lists: each is on record before it exists, the lists as
//! exports, so that what an erasure does not reach is named.
//! The format page, `docs/format.md`, says how the bytes look, so that they can be read without this program.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod crypto;
pub mod export;
pub mod failure;
pub mod import;
pub mod records;
pub mod rules;
pub mod store;
pub mod terminal;
pub mod vault;

/// Keeps keys out of core dumps, and other programs of the same user out of this one's memory.
pub fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
