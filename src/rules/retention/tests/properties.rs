//! What holds for every date.

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..73_000).prop_map(|days| day("1900-01-01") + chrono::Days::new(days))
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1_u32..=36_500).prop_map(Period::Days),
        (1_u32..=1200).prop_map(Period::Months),
        (1_u32..=100).prop_map(Period::Years),
    ]
}

/// Never and what cannot be computed are longer than every date.
fn length(answer: &Answer) -> NaiveDate {
    if let When::From(day) = answer.when { day } else { NaiveDate::MAX }
}

fn any_client() -> impl Strategy<Value = Facts> {
    let tags = proptest::collection::btree_set(
        prop_oneof![Just(Tag::Nhs), Just(Tag::Safeguarding), Just(Tag::Enquiry)],
        0..3,
    );
    let maybe = || proptest::option::of(any_day());
    (any_day(), any_day(), maybe(), maybe(), maybe(), maybe(), tags).prop_map(
        |(born, last, ended, died, reopened, keep_until, tags)| Facts {
            kind: ClientKind::Individual,
            tags,
            born: Some(born),
            last_contact: Some(last),
            ended,
            died,
            reopened,
            keep_until,
            members: Vec::new(),
        },
    )
}

proptest! {
    #[test]
    fn it_is_never_due_before_the_day_it_runs_from(facts in any_client(), period in any_period()) {
        let mut schedule = schedule();
        schedule.rules[0].period = period;
        let answer = decide(&schedule, &facts);
        prop_assert!(length(&answer) > answer.trigger.expect("a trigger"));
        prop_assert!(facts.keep_until.is_none_or(|kept| length(&answer) >= kept));
    }

    #[test]
    fn another_rule_never_shortens(facts in any_client(), period in any_period(), class in 0_usize..6) {
        let schedule = schedule();
        let mut more = schedule.clone();
        let class = schedule.rules[class].class;
        more.rules.insert(0, rule("more", class, Trigger::LastContact, period, Disposal::Erase));
        prop_assert!(length(&decide(&more, &facts)) >= length(&decide(&schedule, &facts)));
    }

    #[test]
    fn a_later_contact_never_shortens(last in any_day(), days in 0_u64..10_000, period in any_period()) {
        let mut schedule = schedule();
        schedule.rules[0].period = period;
        let client = client("1850-01-01", &last.to_string());
        let later = Facts { last_contact: Some(last + chrono::Days::new(days)), ..client.clone() };
        prop_assert!(length(&decide(&schedule, &later)) >= length(&decide(&schedule, &client)));
    }

    #[test]
    fn a_member_never_shortens(facts in any_client(), member in any_client()) {
        let alone = Facts { kind: ClientKind::Group, ..facts };
        let with_member = Facts { members: vec![member.clone()], ..alone.clone() };
        let together = length(&decide(&schedule(), &with_member));
        prop_assert!(together >= length(&decide(&schedule(), &alone)));
        prop_assert!(together >= length(&decide(&schedule(), &member)));
    }

    #[test]
    fn a_batch_month_lengthens_by_less_than_a_year(facts in any_client(), month in 1_u32..=12) {
        let plain = schedule();
        let batched = Schedule { batch_month: Some(month), ..plain.clone() };
        let (plain, batched) = (length(&decide(&plain, &facts)), length(&decide(&batched, &facts)));
        prop_assert_eq!((batched.day(), batched.month()), (1, month));
        prop_assert!((0..366).contains(&(batched - plain).num_days()), "{} {}", plain, batched);
    }

    #[test]
    fn a_month_is_never_before_the_day(ended in any_day(), written in any_day()) {
        let facts = Facts { ended: Some(ended), ..client("1960-01-01", "2000-01-01") };
        let contact = contact_due(&schedule(), &facts).expect("a month");
        let day = compute(&schedule(), &Given { ended: Some(ended), ..given(Class::Contact) });
        let recording = record_due(&schedule(), Class::Recording, &facts, written).expect("a month");
        for (month, day) in [(contact, length(&day)), (recording, written + chrono::Days::new(7))] {
            let first: NaiveDate = format!("{month}-01").parse().expect("a month");
            prop_assert!((0..31).contains(&(first - day).num_days()), "{} {}", first, day);
        }
    }

    #[test]
    fn the_year_in_the_clear_is_never_too_early(day in any_day()) {
        let first = NaiveDate::from_ymd_opt(disposal_year(day), 1, 1).expect("a day");
        prop_assert!((0..366).contains(&(first - day).num_days()));
    }
}
