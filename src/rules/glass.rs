//! Break-glass: what may be sealed for a member's emergencies, how long a use of it lasts, and when the keys that were out
//! are due to be sealed anew.
//!
//! Access beyond a role in an emergency, given beforehand, for a time, with a reason, and told to who answers for it, is what
//! NHS Summary Care Records have (emergency access, with an alert to a privacy officer). UK GDPR Article 32(1)(b) and (c) ask
//! for both: confidentiality, and access when it is needed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::records::compartment::Compartment;
use crate::records::member::Role;

/// The longest that one use lasts: a working day.
pub const LONGEST: TimeDelta = TimeDelta::hours(8);
/// The longest reason, in bytes.
pub const LONGEST_REASON: usize = 4000;

/// Why something is not sealed for a member's emergencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotGranted {
    /// Everything opens to an owner.
    Owner,
    /// The role opens it anyway.
    HasIt,
    /// No emergency of a person is in the practice's own papers: kits, exports, why holds stand.
    Office,
}

/// Whether a compartment may be sealed for a member's emergencies.
///
/// # Errors
/// Why not.
pub fn may_grant(role: Role, compartment: Compartment) -> Result<(), NotGranted> {
    match (role, compartment) {
        (Role::Owner, _) => Err(NotGranted::Owner),
        (_, one) if role.compartments().contains(&one) => Err(NotGranted::HasIt),
        (_, Compartment::Office) => Err(NotGranted::Office),
        _ => Ok(()),
    }
}

/// When a use began, when it is over at the latest, and when it was ended before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From here on.
    pub made: DateTime<Utc>,
    /// No more from here on.
    pub until: DateTime<Utc>,
    /// Nor from here on.
    pub ended: Option<DateTime<Utc>>,
}

impl Span {
    /// When it is over.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.ended.map_or(self.until, |ended| ended.min(self.until))
    }
}

/// Whether the glass stands broken, by a member's last use of it: an earlier one counts no more. A clock that is behind
/// the latest entry of the log counts for nothing, that entry does; one that is held back makes it last longer, and nothing
/// here can tell.
#[must_use]
pub fn stands_broken(last: Option<Span>, now: DateTime<Utc>, latest: DateTime<Utc>) -> bool {
    last.is_some_and(|last| {
        last.made <= now && now.max(latest) < last.end() && last.end() - last.made <= LONGEST
    })
}

/// What the log says of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedUse {
    /// The entry that began it.
    pub broken: u64,
    /// Until when, where that can be told.
    pub until: Option<DateTime<Utc>>,
    /// The entry that closed it before: whoever broke it put it back, or another clock was accepted.
    pub closed: Option<u64>,
}

/// Whether keys that were out are to be sealed anew: a use is over, and nothing was sealed anew since. Each member's last
/// use, and the entry and time of the last rotation. Where it cannot be told until when a use was, it is over.
#[must_use]
pub fn renewal_due(
    last_uses: &[LoggedUse],
    rotated: Option<(u64, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> bool {
    last_uses.iter().any(|one| {
        let over = one.closed.is_some() || one.until.is_none_or(|until| until <= now);
        // By the numbers of entries, which no clock turns round.
        let sealed_anew = rotated.is_some_and(|(entry, time)| {
            entry > one.broken
                && (one.closed.is_some_and(|closed| closed < entry)
                    || one.until.is_none_or(|until| until <= time))
        });
        over && !sealed_anew
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::code::Code;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-23T{text}Z").parse().expect("an instant")
    }

    fn span(made: &str, until: &str, ended: Option<&str>) -> Span {
        Span { made: at(made), until: at(until), ended: ended.map(at) }
    }

    #[test]
    fn whether_it_stands_broken() {
        let half_an_hour = span("14:00:00", "14:30:00", None);
        let put_back = span("14:00:00", "14:30:00", Some("14:10:00"));
        for (what, last, now, stands) in [
            ("never broken", None, "14:00:00", false),
            ("a second before", Some(half_an_hour), "13:59:59", false),
            ("at the very second", Some(half_an_hour), "14:00:00", true),
            ("in between", Some(half_an_hour), "14:15:00", true),
            ("its last second", Some(half_an_hour), "14:29:59", true),
            ("the second it ends", Some(half_an_hour), "14:30:00", false),
            ("after", Some(half_an_hour), "18:00:00", false),
            ("the clock set back behind it", Some(half_an_hour), "10:00:00", false),
            ("before it was put back", Some(put_back), "14:09:59", true),
            ("the second it was put back", Some(put_back), "14:10:00", false),
            ("after it was put back", Some(put_back), "14:20:00", false),
            (
                "ended later than it lasts",
                Some(span("14:00:00", "14:30:00", Some("15:00:00"))),
                "14:40:00",
                false,
            ),
            (
                "the second of two uses, which is shorter",
                Some(span("14:05:00", "14:10:00", None)),
                "14:15:00",
                false,
            ),
            (
                "the second of two uses, which is longer",
                Some(span("14:25:00", "14:55:00", None)),
                "14:40:00",
                true,
            ),
            ("eight hours", Some(span("08:00:00", "16:00:00", None)), "15:59:59", true),
            ("longer than any may last", Some(span("08:00:00", "16:00:01", None)), "09:00:00", false),
            ("none at all", Some(span("14:00:00", "14:00:00", None)), "14:00:00", false),
        ] {
            assert_eq!(stands_broken(last, at(now), at("08:00:00")), stands, "{what}");
            assert!(!stands_broken(last, at(now), at("16:00:00")), "{what}: the log says that it is over");
        }
    }

    #[test]
    fn whether_the_keys_are_to_be_sealed_anew() {
        let used = |closed| LoggedUse { broken: 10, until: Some(at("14:30:00")), closed };
        let (half_an_hour, put_back) = (used(None), used(Some(12)));
        let untold = LoggedUse { until: None, ..half_an_hour };
        for (what, uses, rotated, now, due) in [
            ("nobody broke it", &[][..], None, "14:00:00", false),
            ("it stands broken", &[half_an_hour], Some((9, "09:00:00")), "14:29:59", false),
            ("it is over this second", &[half_an_hour], Some((9, "09:00:00")), "14:30:00", true),
            ("long over", &[half_an_hour], Some((9, "09:00:00")), "18:00:00", true),
            ("nothing was ever rotated", &[half_an_hour], None, "18:00:00", true),
            ("rotated while it stood", &[half_an_hour], Some((11, "14:29:59")), "18:00:00", true),
            ("rotated when it was over", &[half_an_hour], Some((11, "14:30:00")), "18:00:00", false),
            (
                "rotated before, by a clock that ran ahead",
                &[half_an_hour],
                Some((9, "19:00:00")),
                "18:00:00",
                true,
            ),
            ("put back", &[put_back], Some((11, "14:05:00")), "14:10:00", true),
            ("put back and rotated", &[put_back], Some((13, "14:10:00")), "14:20:00", false),
            ("the clock was set back", &[half_an_hour], Some((9, "09:00:00")), "10:00:00", false),
            ("set back, and accepted", &[put_back], Some((9, "09:00:00")), "10:00:00", true),
            ("set back, accepted and rotated", &[put_back], Some((13, "10:00:00")), "10:00:00", false),
            ("one of two is over", &[half_an_hour, put_back], Some((9, "09:00:00")), "14:15:00", true),
            ("it cannot be told", &[untold], Some((9, "18:00:00")), "14:15:00", true),
            ("it cannot be told, and was rotated", &[untold], Some((11, "09:00:00")), "14:15:00", false),
        ] {
            let rotated = rotated.map(|(entry, time)| (entry, at(time)));
            assert_eq!(renewal_due(uses, rotated, at(now)), due, "{what}");
        }
    }

    #[test]
    fn what_may_be_sealed_for_whom() {
        use Compartment::{Clinical, Contact, Office, Person, Process, Registers};
        let may = |role| {
            let may = Compartment::ALL.iter().filter(|one| may_grant(role, **one).is_ok());
            may.copied().collect::<Vec<_>>()
        };
        assert_eq!(may(Role::Owner), []);
        assert_eq!(may(Role::Clinician), [Registers]);
        assert_eq!(may(Role::Reception), [Clinical, Process, Registers]);
        assert_eq!(may(Role::Dpo), [Process]);
        assert_eq!(may(Role::Auditor), [Person, Contact, Clinical, Process, Registers]);
        assert_eq!(may_grant(Role::Auditor, Office), Err(NotGranted::Office));
        assert_eq!(may_grant(Role::Dpo, Office), Err(NotGranted::HasIt));
        assert_eq!(may_grant(Role::Owner, Clinical), Err(NotGranted::Owner));
    }
}
