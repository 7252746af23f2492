//! What holds for every request.

use proptest::prelude::*;

use super::*;
use crate::records::code::Code;
use crate::rules::deadline::{days_after, months_after};

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u32..12_000).prop_map(|days| days_after(day("2019-01-01"), days))
}

fn any_nation() -> impl Strategy<Value = Nation> {
    (0_usize..3).prop_map(|nation| Nation::ALL[nation])
}

/// A pause that begins some days after a day, and takes some more.
fn some_pauses() -> impl Strategy<Value = Vec<(u32, u32)>> {
    proptest::collection::vec((0_u32..120, 0_u32..40), 0..4)
}

fn facts(received: NaiveDate, pauses: &[(u32, u32)], extended: bool, cautious: bool) -> Facts {
    let pauses = pauses.iter().map(|(after, takes)| {
        let asked = days_after(received, *after);
        Pause { asked, answered: Some(days_after(asked, *takes)) }
    });
    Facts {
        pauses: pauses.collect(),
        extended: extended.then_some(received),
        cautious,
        ..Facts::new(Right::Access, received)
    }
}

/// Day by day: the other way to say what Article 12A(5) says.
fn walked(facts: &Facts, months: u32, calendar: &Calendar) -> NaiveDate {
    let out = |day: NaiveDate| {
        facts.pauses.iter().any(|pause| {
            let answered = pause.answered.expect("an answer");
            pause.asked <= day && (day < answered || day == answered && !facts.cautious)
        })
    };
    let mut left = (months_after(facts.received, months) - facts.received).num_days();
    let mut day = facts.received;
    while left > 0 {
        day = days_after(day, 1);
        left -= i64::from(!out(day));
    }
    let last = day;
    while !calendar.is_working_day(day) || day > last && out(day) {
        day = days_after(day, 1);
    }
    day
}

proptest! {
    #[test]
    fn it_is_what_a_walk_over_the_days_finds(
        received in any_day(), pauses in some_pauses(), extended: bool, cautious: bool, nation in any_nation()
    ) {
        let calendar = Calendar::of(nation);
        let facts = facts(received, &pauses, extended, cautious);
        let answer = decide(&facts, &calendar, received);
        let months = if extended { 3 } else { 1 };
        prop_assert_eq!(answer.due, Some(walked(&facts, months, &calendar)));
    }

    #[test]
    fn it_is_due_on_a_working_day_after_the_relevant_one(
        received in any_day(), given in any_day(), pauses in some_pauses(), nation in any_nation()
    ) {
        let calendar = Calendar::of(nation);
        let wait = Wait { wanted: Wanted::Identity, asked: None, given: Some(given) };
        let facts = Facts { waits: vec![wait], ..facts(received, &pauses, false, false) };
        let answer = decide(&facts, &calendar, received);
        let (due, relevant) = answer.due.zip(answer.relevant).expect("both");
        prop_assert!(calendar.is_working_day(due));
        prop_assert!(due > relevant && relevant >= received);
        prop_assert!(answer.target <= answer.due && answer.notice_by <= answer.due);
    }

    #[test]
    fn who_asks_later_is_answered_no_earlier(received in any_day(), later in 0_u32..60, extended: bool) {
        let due = |received| due(&facts(received, &[], extended, false), S);
        prop_assert!(due(received) <= due(days_after(received, later)));
    }

    #[test]
    fn another_pause_never_shortens_and_caution_never_lengthens(
        received in any_day(), pauses in some_pauses(), more in (0_u32..120, 0_u32..40), extended: bool
    ) {
        let before = facts(received, &pauses, extended, false);
        let cautious = facts(received, &pauses, extended, true);
        let mut after = before.clone();
        after.pauses.extend(facts(received, &[more], false, false).pauses);
        prop_assert!(due(&before, E) <= due(&after, E));
        prop_assert!(due(&cautious, E) <= due(&before, E));
    }

    #[test]
    fn an_extension_is_three_months_and_never_shortens(received in any_day(), pauses in some_pauses()) {
        prop_assert!(due(&facts(received, &pauses, false, false), E) <= due(&facts(received, &pauses, true, false), E));
        let calendar = Calendar::of(E);
        let expected = calendar.next_working_day_or_same(months_after(received, 3));
        prop_assert_eq!(due(&facts(received, &[], true, false), E), Some(expected));
    }

    #[test]
    fn nothing_makes_it_panic(
        received in any_day(), today in any_day(), asked in any_day(), answered in proptest::option::of(any_day()),
        extended in proptest::option::of(any_day()), cautious: bool, right in 0_usize..9
    ) {
        let facts = Facts {
            right: Right::ALL[right],
            pauses: vec![Pause { asked, answered }, Pause { asked: NaiveDate::MAX, answered: None }],
            extended,
            cautious,
            ..Facts::new(Right::Access, received)
        };
        let answer = decide(&facts, &Calendar::of(N), today);
        prop_assert!(!answer.steps.is_empty());
        let end = Facts { received: NaiveDate::MAX, ..facts };
        let _ = decide(&end, &Calendar::of(N), today);
    }
}
