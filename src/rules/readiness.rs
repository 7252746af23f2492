//! How the recovery kits and the backups stand, by what the register says of them in the clear: what is missing, what nobody
//! has read back, what is of an epoch that is over.

use crate::records::backup::{BackupRow, BackupState};
use crate::records::office::KitState;
use crate::records::reference::Reference;

/// How the kits stand, each by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kits {
    /// Read back: those that count, stale ones too.
    pub read_back: Vec<Reference>,
    /// Made and never read back.
    pub unread: Vec<Reference>,
    /// Read back, and of an epoch before the vault's own: with an old backup they could bring back what was erased since.
    pub stale: Vec<Reference>,
}

/// How the kits of a register stand in an epoch.
#[must_use]
pub fn kits(register: &[(Reference, KitState, u64)], epoch: u64) -> Kits {
    let mut kits = Kits::default();
    for &(reference, state, of) in register {
        match state {
            KitState::Retired => {}
            KitState::Unread => kits.unread.push(reference),
            KitState::Current => {
                kits.read_back.push(reference);
                if of < epoch {
                    kits.stale.push(reference);
                }
            }
        }
    }
    kits
}

/// How the backups stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backups<'r> {
    /// The newest that is there.
    pub newest: Option<&'r BackupRow>,
    /// The newest that is there and was opened and found whole.
    pub opened: Option<&'r BackupRow>,
    /// The one that was opened last. Its file may be gone by now: that a restore was tried stays true.
    pub drilled: Option<&'r BackupRow>,
    /// Cut off while they were written.
    pub cut_off: Vec<Reference>,
}

/// How the backups of a register stand, which is by number.
#[must_use]
pub fn backups(register: &[BackupRow]) -> Backups<'_> {
    let kept = || register.iter().rev().filter(|row| row.state == BackupState::Kept);
    let cut_off = register.iter().filter(|row| row.state == BackupState::Unfinished);
    Backups {
        newest: kept().next(),
        opened: kept().find(|row| row.verified.is_some()),
        drilled: register.iter().filter(|row| row.verified.is_some()).max_by_key(|row| row.verified.clone()),
        cut_off: cut_off.map(|row| row.reference).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::reference::Register;

    fn kit(number: u32) -> Reference {
        Reference::new(Register::Kit, number)
    }

    #[test]
    fn kits_are_there_stale_or_unread() {
        use KitState::{Current, Retired, Unread};
        assert_eq!(kits(&[], 0), Kits::default());
        let register =
            [(kit(1), Retired, 0), (kit(2), Current, 0), (kit(3), Unread, 1), (kit(4), Current, 1)];
        let found = kits(&register, 1);
        assert_eq!(found.read_back, [kit(2), kit(4)]);
        assert_eq!(found.stale, [kit(2)]);
        assert_eq!(found.unread, [kit(3)]);
        assert_eq!(kits(&register, 0).stale, []);
    }

    fn backup(number: u32, state: BackupState, verified: Option<&str>) -> BackupRow {
        BackupRow {
            reference: Reference::new(Register::Backup, number),
            made: "2026-11-20".to_owned(),
            epoch: 0,
            generation: 1,
            state,
            place: String::new(),
            sha256: [0; 32],
            verified: verified.map(ToOwned::to_owned),
        }
    }

    #[test]
    fn a_backup_that_is_gone_was_tried_all_the_same() {
        use BackupState::{Kept, Pruned, Unfinished};
        assert_eq!(backups(&[]), Backups::default());
        let register = [
            backup(1, Pruned, Some("2026-10-01")),
            backup(2, Kept, Some("2026-09-01")),
            backup(3, Kept, None),
            backup(4, Unfinished, None),
        ];
        let found = backups(&register);
        assert_eq!(found.newest, Some(&register[2]));
        assert_eq!(found.opened, Some(&register[1]));
        assert_eq!(found.drilled, Some(&register[0]));
        assert_eq!(found.cut_off, [register[3].reference]);
    }
}
