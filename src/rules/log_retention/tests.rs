use super::*;
use crate::records::code::Code;
use crate::records::member::MemberNumber;
use crate::records::schedule::{Disposal, Period, Rule, Trigger};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Every action, as it is decided: `look` and `change` may go, the others stay. One that is not here is not decided about.
const TABLE: &str = "
vault.created kept; vault.unlocked look; session.begun look; session.ended look; vault.unlock-refused look; clock.accepted kept; settings.changed kept;
keyring.recorded look; keyring.mirror-rewritten look; vault.examined look; identity.passphrase-changed kept; identity.factor-changed kept;
epoch.rotated kept; epoch.reseeded kept; erasure.intent kept; erasure.refused kept; erasure.shredded kept;
erasure.rotated kept; certificate.written kept; certificate.issued kept; certificate.listed look; kit.created kept;
kit.verified kept; kit.retired kept; backup.created kept; backup.verified kept; backup.pruned kept; vault.restored kept;
keyring.carried-over kept; keys.found-destroyed kept; members.written kept;
member.added kept; member.changed kept; member.removed kept; member.reviewed kept; member.listed look;
member.granted kept; glass.broken kept; glass.ended kept; glass.listed look; client.added kept; client.changed change;
client.shown look; client.listed look; record.written change; record.state change; register.written kept;
record.removed kept; schedule.changed kept; retention.listed look; retention.checked look; retention.planned look;
retention.reviewed kept; retention.superseded kept; retention.shown look; retention.applied kept;
retention.draft-destroyed kept; housekeeping.done look; log.pruned kept; hold.placed kept; hold.lifted kept;
hold.listed look; hold.refused kept; disclosure.added change; disclosure.listed look; client.restricted kept;
client.unrestricted kept; access.overridden kept; handle.added kept; file.added change; file.content change;
file.copied look; file.listed look; note.added change; note.amended change; note.signed change; note.trashed change;
note.restored change; note.shown look; note.listed look; note.searched look; import.done kept; request.opened kept;
request.changed kept; request.shown look; request.listed look; pack.prepared kept; pack.decided kept;
breach.opened kept; breach.changed kept; breach.shown look; breach.listed look; breach.scoped kept;
breach.reported kept; breach.letters kept; complaint.opened kept; complaint.changed kept; complaint.shown look;
complaint.listed look; pack.exported kept; export.listed look; export.done kept; client.exported kept;
will.made kept; will.written kept; will.drilled kept; will.retired kept; will.listed look";

#[test]
fn every_action_is_decided_about() {
    let table: Vec<(&str, &str)> =
        TABLE.split(';').map(|line| line.trim().split_once(' ').expect("an action and a word")).collect();
    let decided: Vec<(&str, &str)> = Action::ALL
        .iter()
        .map(|&action| {
            let word = match kind(action) {
                Kind::Look => "look",
                Kind::Change => "change",
                Kind::Kept(reason) => {
                    assert!(!reason.because.is_empty() && !reason.source.is_empty());
                    "kept"
                }
            };
            (action.code(), word)
        })
        .collect();
    assert_eq!(decided, table);
}

#[test]
fn decisions() {
    let today = day("2036-12-01");
    let due = Asked { action: Action::NoteShown, last_word: false, held: false, from: Some(today) };
    let goes = |asked: Asked| decide(&asked, today).goes;
    assert!(goes(due));
    assert!(!goes(Asked { held: true, ..due }));
    assert!(!goes(Asked { from: None, ..due }));
    assert!(!goes(Asked { from: today.succ_opt(), ..due }));
    let change = Asked { action: Action::RecordWritten, last_word: false, ..due };
    assert!(goes(change));
    assert!(!goes(Asked { last_word: true, ..change }));
    assert!(!goes(Asked { action: Action::ClientAdded, ..due }));
}

#[test]
fn from_when_on() {
    let with = |period: Period, action: Disposal| {
        let rule = Rule {
            name: "audit".to_owned(),
            class: Class::Audit,
            trigger: Trigger::Written,
            period,
            action,
            source: "the practice".to_owned(),
            dated: day("2026-11-22"),
        };
        Schedule { name: "x".to_owned(), batch_month: Some(7), rules: vec![rule] }
    };
    let of = |schedule: &Schedule, written: &str| goes_from(schedule, day(written));
    let standard = with(Period::Years(10), Disposal::Erase);
    for (written, from) in [("2026-11-22", "2036-11-22"), ("2024-02-29", "2034-03-01")] {
        assert_eq!(of(&standard, written), Some(day(from)), "{written}");
    }
    // Never before a month is over, and whatever the month in which records go.
    let short = with(Period::Days(1), Disposal::Erase);
    assert_eq!(of(&short, "2026-11-22"), Some(day("2026-12-22")));
    let month = with(Period::Months(2), Disposal::Erase);
    assert_eq!(of(&month, "2026-11-22"), Some(day("2027-01-22")));
    for nothing in [
        with(Period::Always, Disposal::Keep),
        with(Period::Years(10), Disposal::Review),
        Schedule { rules: Vec::new(), ..standard },
    ] {
        assert_eq!(of(&nothing, "1990-01-01"), None);
    }
}

#[test]
fn what_may_have_gone() {
    let written = day("2026-11-22");
    // A day is let pass.
    for (on, may) in
        [("2026-11-22", false), ("2026-12-20", false), ("2026-12-21", true), ("2026-12-22", true)]
    {
        assert_eq!(may_have_gone(written, day(on)), may, "{on}");
    }
    assert!(!may_have_gone(NaiveDate::MAX, written) && !may_have_gone(written, NaiveDate::MIN));
}

#[test]
fn once_in_a_month() {
    let today = day("2026-12-01");
    for (last, time) in
        [(None, true), (Some("2026-12-01"), false), (Some("2026-11-30"), true), (Some("2025-12-01"), true)]
    {
        assert_eq!(is_time(last.map(day), today), time, "{last:?}");
    }
}

/// Entries about few things, so that they meet.
fn event() -> impl Strategy<Value = Event> {
    let action = prop_oneof![
        proptest::sample::select(Action::ALL),
        proptest::sample::select(&[Action::Unlocked, Action::UnlockRefused][..]),
    ];
    let few = || proptest::option::of(0_u8..3);
    (action, few(), proptest::option::of(1_u32..3), few(), any::<bool>(), 1_u32..3).prop_map(
        |(action, record, version, handle, row, member)| Event {
            record: record.map(|id| RecordId::new([id; 16])),
            version,
            handle: handle.map(|id| Handle::new([id; 16])),
            row: row.then_some([1; 32]),
            ..Event::new(MemberNumber(member), action)
        },
    )
}

proptest! {
    /// Whatever goes: what the log says of everything that is there is the same without it, and so is what each member is
    /// told next of who was refused.
    #[test]
    fn the_last_word_never_goes(events in proptest::collection::vec(event(), 0..60)) {
        let mut all = LastWords::default();
        for (seq, event) in events.iter().enumerate() {
            all.learn(seq as u64, event);
        }
        let today = day("2036-12-01");
        let mut left = LastWords::default();
        let mut gone = Vec::new();
        for (seq, event) in events.iter().enumerate() {
            let last_word = all.stand_in(seq as u64, event);
            let asked = Asked { action: event.action, last_word, held: false, from: Some(today) };
            if decide(&asked, today).goes {
                gone.push((seq as u64, event.action));
            } else {
                left.learn(seq as u64, event);
            }
        }
        prop_assert_eq!(&left, &all);
        for last in all.unlocked.values() {
            prop_assert!(gone.iter().all(|(seq, action)| action.told().is_none() || seq < last));
        }
    }
}
