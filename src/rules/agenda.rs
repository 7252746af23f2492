//! What is to be done, in order: how pressing each line is, and how many there are of each.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::disclosure::last_day;
use crate::records::agenda::{Line, Urgency};
use crate::records::clock::ClockKind;
use crate::records::decision::Decisions;

/// The days before its day on which something counts as soon.
pub const SOON: u64 = 7;
/// The days before its end on which an opinion is named: a new one takes a while to come.
pub const OPINION: u64 = 30;

/// How pressing a day is; what has none comes later.
#[must_use]
pub fn urgency(due: Option<NaiveDate>, today: NaiveDate) -> Urgency {
    match due {
        Some(due) if due < today => Urgency::Overdue,
        Some(due) if due == today => Urgency::Due,
        Some(due) if within(due, today, SOON) => Urgency::Soon,
        _ => Urgency::Later,
    }
}

/// How pressing a clock is. What the law wants without undue delay waits for no day.
#[must_use]
pub fn pressing(kind: ClockKind, due: Option<NaiveDate>, today: NaiveDate) -> Urgency {
    let by_day = urgency(due, today);
    match kind {
        // 72 hours are the longest that a report may take, and no law counts the days of a high risk.
        ClockKind::Notify | ClockKind::Tell => by_day.min(Urgency::Due),
        ClockKind::Outcome => by_day.min(Urgency::Soon),
        ClockKind::Answer | ClockKind::Acknowledge => by_day,
    }
}

/// Whether a day comes so many days after another, or sooner.
#[must_use]
pub fn within(due: NaiveDate, today: NaiveDate, days: u64) -> bool {
    today.checked_add_days(Days::new(days)).is_none_or(|last| due <= last)
}

/// Puts the most pressing first; then what comes first, and what has no day last; then by what it is about.
pub fn sort(lines: &mut [Line]) {
    lines.sort_by_key(|line| {
        (line.urgency, line.due.is_none(), line.due, line.topic, line.reference, line.what.clone())
    });
}

/// How many lines there are of each urgency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Overdue.
    pub overdue: usize,
    /// Due.
    pub due: usize,
    /// Soon.
    pub soon: usize,
    /// Later.
    pub later: usize,
    /// As it should be.
    pub fine: usize,
}

impl Counts {
    /// Counts them.
    #[must_use]
    pub fn of(lines: &[Line]) -> Self {
        let mut counts = Self::default();
        for line in lines {
            *match line.urgency {
                Urgency::Overdue => &mut counts.overdue,
                Urgency::Due => &mut counts.due,
                Urgency::Soon => &mut counts.soon,
                Urgency::Later => &mut counts.later,
                Urgency::Fine => &mut counts.fine,
            } += 1;
        }
        counts
    }

    /// Whether something is overdue or due.
    #[must_use]
    pub fn presses(self) -> bool {
        self.overdue + self.due > 0
    }

    /// `1 overdue, 2 soon`; nothing where nothing is overdue, due or soon.
    #[must_use]
    pub fn in_words(self) -> Option<String> {
        let all = [(self.overdue, "overdue"), (self.due, "due"), (self.soon, "soon")];
        let some: Vec<String> = all
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        (!some.is_empty()).then(|| some.join(", "))
    }
}

/// The first day on which an opinion that decisions about a pack rest on can be relied on no more but for that day. Of those
/// on the whole record only the newest counts: it takes the place of the others.
#[must_use]
pub fn first_lapse(decisions: &Decisions) -> Option<NaiveDate> {
    let whole = decisions.opinions.iter().map(|opinion| opinion.on).max();
    let single = decisions.decided.iter().filter_map(|decision| decision.opinion.as_ref()).map(|one| one.on);
    whole.into_iter().chain(single).filter_map(last_day).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::agenda::Topic;
    use crate::records::code::Code;
    use crate::records::decision::{Capacity, Opinion, Profession};
    use crate::records::reference::{Reference, Register};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn line(urgency: Urgency, due: Option<&str>, topic: Topic, number: Option<u32>) -> Line {
        Line {
            topic,
            reference: number.map(|number| Reference::new(Register::Request, number)),
            urgency,
            due: due.map(day),
            what: String::new(),
            brief: "",
            hint: String::new(),
        }
    }

    #[test]
    fn a_day_before_and_a_week_after() {
        let today = day("2026-11-22");
        for (due, expected) in [
            ("2025-11-23", Urgency::Overdue),
            ("2026-11-21", Urgency::Overdue),
            ("2026-11-22", Urgency::Due),
            ("2026-11-23", Urgency::Soon),
            ("2026-11-29", Urgency::Soon),
            ("2026-11-30", Urgency::Later),
            ("2031-01-01", Urgency::Later),
        ] {
            assert_eq!(urgency(Some(day(due)), today), expected, "{due}");
        }
        assert_eq!(urgency(None, today), Urgency::Later);
        assert_eq!(urgency(Some(NaiveDate::MAX), NaiveDate::MAX), Urgency::Due);
        assert_eq!(urgency(Some(NaiveDate::MIN), NaiveDate::MAX), Urgency::Overdue);
    }

    #[test]
    fn what_must_not_be_delayed_waits_for_no_day() {
        use ClockKind::{Acknowledge, Answer, Notify, Outcome, Tell};
        let today = day("2026-11-22");
        for (kind, due, expected) in [
            (Notify, Some("2026-11-25"), Urgency::Due),
            (Notify, Some("2026-12-25"), Urgency::Due),
            (Notify, Some("2026-11-22"), Urgency::Due),
            (Notify, Some("2026-11-21"), Urgency::Overdue),
            (Tell, None, Urgency::Due),
            (Outcome, None, Urgency::Soon),
            (Answer, None, Urgency::Later),
            (Answer, Some("2026-11-25"), Urgency::Soon),
            (Acknowledge, Some("2026-12-25"), Urgency::Later),
            (Acknowledge, Some("2026-11-21"), Urgency::Overdue),
        ] {
            assert_eq!(pressing(kind, due.map(day), today), expected, "{kind:?} {due:?}");
        }
    }

    #[test]
    fn the_most_pressing_comes_first() {
        use Topic::{Backup, Hold, Request};
        let expected = [
            line(Urgency::Overdue, Some("2026-11-01"), Hold, None),
            line(Urgency::Overdue, Some("2026-11-02"), Request, Some(2)),
            line(Urgency::Overdue, None, Request, Some(1)),
            line(Urgency::Due, Some("2026-11-22"), Request, Some(3)),
            line(Urgency::Due, Some("2026-11-22"), Request, Some(4)),
            line(Urgency::Due, Some("2026-11-22"), Hold, Some(1)),
            line(Urgency::Later, Some("2027-01-01"), Backup, None),
            line(Urgency::Later, None, Hold, None),
            line(Urgency::Fine, None, Request, None),
        ];
        let mut lines = expected.to_vec();
        lines.reverse();
        sort(&mut lines);
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_counted_is_said() {
        let lines = [
            line(Urgency::Overdue, None, Topic::Hold, None),
            line(Urgency::Soon, None, Topic::Hold, None),
            line(Urgency::Soon, None, Topic::Kit, None),
            line(Urgency::Later, None, Topic::Kit, None),
        ];
        let counts = Counts::of(&lines);
        assert_eq!(counts, Counts { overdue: 1, due: 0, soon: 2, later: 1, fine: 0 });
        assert!(counts.presses());
        assert_eq!(counts.in_words().as_deref(), Some("1 overdue, 2 soon"));
        assert_eq!(Counts { due: 3, ..Counts::default() }.in_words().as_deref(), Some("3 due"));
        let quiet = Counts { later: 5, fine: 2, ..Counts::default() };
        assert!(!quiet.presses() && quiet.in_words().is_none());
        assert!(!Counts { soon: 1, ..Counts::default() }.presses());
    }

    #[test]
    fn of_opinions_on_the_whole_record_the_newest_counts() {
        let opinion = |on: &str| Opinion {
            by_whom: "Dr Example".to_owned(),
            capacity: Capacity::ALL[0],
            profession: Profession::ALL[0],
            on: day(on),
            met: true,
        };
        assert_eq!(first_lapse(&Decisions::default()), None);
        let decisions = Decisions {
            opinions: vec![opinion("2026-03-10"), opinion("2026-06-10")],
            ..Decisions::default()
        };
        assert_eq!(first_lapse(&decisions), last_day(day("2026-06-10")));
        assert_eq!(first_lapse(&decisions), Some(day("2026-12-09")));
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let topics = proptest::sample::select(Topic::ALL.to_vec());
        let urgencies = proptest::sample::select(Urgency::ALL.to_vec());
        (topics, urgencies, proptest::option::of(0..4_u64), proptest::option::of(1..4_u32)).prop_map(
            |(topic, urgency, due, number)| {
                let mut line = line(urgency, None, topic, number);
                line.due = due.and_then(|days| day("2026-11-20").checked_add_days(Days::new(days)));
                line
            },
        )
    }

    proptest! {
        #[test]
        fn a_later_day_is_never_more_pressing(today in 0..4000_u64, one in 0..4000_u64, other in 0..4000_u64) {
            let from = day("2020-01-01");
            let at = |days| from.checked_add_days(Days::new(days)).expect("a day");
            let (first, second) = (one.min(other), one.max(other));
            let judge = |days| urgency(Some(at(days)), at(today));
            prop_assert!(judge(first) <= judge(second));
            prop_assert_eq!(judge(first) == Urgency::Overdue, first < today);
            prop_assert_eq!(judge(first) == Urgency::Later, first > today + SOON);
        }

        #[test]
        fn the_order_does_not_depend_on_where_it_began(lines in proptest::collection::vec(any_line(), 0..20), turn in 0..20_usize) {
            let mut one = lines.clone();
            let mut other = lines.clone();
            if !other.is_empty() {
                let by = turn % other.len();
                other.rotate_left(by);
            }
            sort(&mut one);
            sort(&mut other);
            prop_assert_eq!(&one, &other);
            prop_assert!(one.windows(2).all(|pair| pair[0].urgency <= pair[1].urgency));
            let counts = Counts::of(&lines);
            prop_assert_eq!(counts.overdue + counts.due + counts.soon + counts.later + counts.fine, lines.len());
        }
    }
}
