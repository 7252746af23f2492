//! What somebody may still hold who is no member any more, or is one of another role. Keys that somebody had are copied in
//! a moment, and no program can know whether they were: so it is said, and not promised away (NCSC 10 Steps, "Identity and
//! access management": revoke at once, and assume that what was readable was read).
//!
//! A rotation takes from them every slot that is sealed later, and so everything about clients who come later. It does not
//! give the records that are there other keys: a key that was copied out of a slot of then opens what the same key seals
//! later, for whoever gets hold of that too.

use crate::records::member::Role;

/// What is true of whoever had keys, and has them no more.
pub const KEPT_COPIES: &str = "With a copy of this vault, or a backup, from before now and their key file of that time, what was \
                               sealed for their emergencies opens to them as it was then; and with today's vault.db as well, what is \
                               written from now on about clients who are there now, but for process notes.";

/// What they may still hold; nothing when the new role opens all that the former one did.
#[must_use]
pub fn may_still_hold(before: Role, now: Option<Role>) -> Vec<&'static str> {
    let opens = |role: Role| role.compartments();
    let loses = opens(before).iter().any(|one| now.is_none_or(|now| !opens(now).contains(one)));
    if !loses {
        return Vec::new();
    }
    let mut may = vec![
        "What they read, printed or were sent, they may have kept.",
        "With a copy of the vault folder from before now and their key file of that time, what their role opened opens to \
         them as it was then.",
        "Who has that and gets hold of today's vault.db as well (the vault folder, or a copy of it that is not sealed) opens \
         with the keys of then what is written from now on about clients who are there now. About clients who come from \
         now on, nothing opens to them.",
    ];
    if before == Role::Owner {
        may.push(
            "An owner could read the secret that led to every later epoch: it is replaced with this, and no key that is sealed \
             from now on follows from it.",
        );
        may.push(
            "Every recovery kit from before, and every backup from before with one or with their key file of that time, \
             stays as it was: destroy the old kits.",
        );
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::code::Code;

    #[test]
    fn what_is_said_of_every_role() {
        for (before, now, lines) in [
            (Role::Auditor, None, 0),
            (Role::Reception, None, 3),
            (Role::Clinician, None, 3),
            (Role::Dpo, None, 3),
            (Role::Owner, None, 5),
            (Role::Reception, Some(Role::Clinician), 0),
            (Role::Clinician, Some(Role::Reception), 3),
            (Role::Dpo, Some(Role::Clinician), 3),
            (Role::Clinician, Some(Role::Dpo), 3),
            (Role::Reception, Some(Role::Auditor), 3),
        ] {
            assert_eq!(may_still_hold(before, now).len(), lines, "{before:?} to {now:?}");
        }
    }

    #[test]
    fn nobody_loses_by_becoming_an_owner() {
        for &role in Role::ALL {
            assert!(may_still_hold(role, Some(Role::Owner)).is_empty(), "{role:?}");
        }
    }
}
