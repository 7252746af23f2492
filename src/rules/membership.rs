//! What somebody may still hold who is no member any more, or is one of another role. Keys that somebody had are copied in
//! a moment, and no program can know whether they were: so it is said, and not promised away (NCSC 10 Steps, "Identity and
//! access management": revoke at once, and assume that what was readable was read).

use crate::records::member::Role;

/// What is true of whoever had keys, and has them no more.
pub const KEPT_COPIES: &str = "With a copy of this vault, or a backup, from before now and their key file of that time, what was \
                               sealed for their emergencies opens to them as it was then.";

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
        "With a copy of this vault, or a backup, from before now and their key file of that time, what their role opened \
         opens to them as it was then.",
    ];
    if before == Role::Owner {
        may.push(
            "An owner could read the secret that led to every later epoch: it is replaced with this, and nothing sealed from \
             now on follows from it.",
        );
        may.push("Every recovery kit from before, and every backup from before with one, stays as it was: destroy the old kits.");
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
            (Role::Reception, None, 2),
            (Role::Clinician, None, 2),
            (Role::Dpo, None, 2),
            (Role::Owner, None, 4),
            (Role::Reception, Some(Role::Clinician), 0),
            (Role::Clinician, Some(Role::Reception), 2),
            (Role::Dpo, Some(Role::Clinician), 2),
            (Role::Clinician, Some(Role::Dpo), 2),
            (Role::Reception, Some(Role::Auditor), 2),
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
