//! Backups: a copy of the database, of the keyring as it is sealed, and of the files beside them, for the owners and
//! the recovery kit. Never the epoch secret: so a backup may be kept anywhere, and an erasure still reaches it.
//!
//! | file | holds |
//! |---|---|
//! | `archive` | the archive inside: ustar of a few files in a fixed order, and a signed manifest |
//! | `create` | making one, without any key |
//! | `register` | what is on record of them, and letting them go |
//! | `opened` | opening one and checking all that is in it |
//! | `verify` | what a person, or a job without keys, may check |
//! | `staged` | folders for copies on their way, gone in any case |
//! | `copies` | the keyring beside the backups, after each rotation |

pub mod archive;
mod copies;
mod create;
mod opened;
mod register;
mod staged;
mod verify;

pub use copies::{checkpoints_in, copies_in, read_keyring_copy};
pub use create::{Going, MadeBackup, hash_on_disk};
pub use opened::Opened;
pub use register::{FoundBackup, Pruned, Verdict};
pub use staged::Staged;
pub use verify::{Compared, Drill, Key as BackupKey, Trial, check_backup_alone};
