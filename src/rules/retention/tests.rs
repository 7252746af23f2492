//! The rules about clients, by table.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod calculator;
mod properties;

use super::*;
use crate::records::schedule::{Period, Rule, Trigger};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn rule(name: &str, class: Class, trigger: Trigger, period: Period, action: Disposal) -> Rule {
    let source = format!("the source of {name}");
    Rule { name: name.to_owned(), class, trigger, period, action, source, dated: day("2023-08-07") }
}

/// What insurers ask for, with a rule of every class that these tests ask about.
fn schedule() -> Schedule {
    use Disposal::{Erase, Review};
    use Period::{Birthday, Days, Months, Years};
    use Trigger::{Birth, Closed, Death, EndOfWork, LastContact, TaxReturn, Trashed, Written};
    let rules = vec![
        rule("adult", Class::Adult, LastContact, Years(7), Review),
        rule("child", Class::Child, Birth, Birthday { age: 25, if_17: 26 }, Review),
        rule("mental-health", Class::NhsMentalHealth, LastContact, Years(20), Review),
        rule("deceased", Class::Deceased, Death, Years(10), Review),
        rule("enquiry", Class::Enquiry, LastContact, Months(12), Erase),
        rule("concern", Class::Safeguarding, Birth, Years(75), Review),
        rule("contact", Class::Contact, EndOfWork, Months(3), Erase),
        rule("process", Class::ProcessNotes, EndOfWork, Months(3), Erase),
        rule("recording", Class::Recording, Written, Days(7), Erase),
        rule("invoice", Class::Invoice, TaxReturn, Years(5), Erase),
        rule("complaint", Class::Complaint, Closed, Years(10), Review),
        rule("trash", Class::Trash, Trashed, Days(30), Erase),
    ];
    Schedule { name: "test".to_owned(), batch_month: None, rules }
}

/// With the adult rule at so many years.
fn with_years(years: u32) -> Schedule {
    let mut schedule = schedule();
    schedule.rules[0].period = Period::Years(years);
    schedule
}

fn client(born: &str, last_contact: &str) -> Facts {
    Facts {
        kind: ClientKind::Individual,
        tags: BTreeSet::new(),
        born: Some(day(born)),
        last_contact: Some(day(last_contact)),
        ended: None,
        died: None,
        reopened: None,
        keep_until: None,
        members: Vec::new(),
    }
}

/// Rule and day.
fn found(answer: &Answer) -> (Option<&str>, String) {
    let when = match answer.when {
        When::From(day) => day.to_string(),
        When::Never => "never".to_owned(),
        When::CannotCompute => "cannot compute".to_owned(),
    };
    (answer.rule.as_deref(), when)
}

#[track_caller]
fn is(schedule: &Schedule, facts: &Facts, rule: &str, when: &str) -> Answer {
    let answer = decide(schedule, facts);
    assert_eq!(found(&answer), (Some(rule), when.to_owned()), "{answer:?}");
    answer
}

#[track_caller]
fn cannot_say(schedule: &Schedule, facts: &Facts, because: &str) {
    let answer = decide(schedule, facts);
    assert_eq!(found(&answer), (None, "cannot compute".to_owned()), "{answer:?}");
    assert_eq!((answer.because.as_str(), answer.action), (because, Disposal::Review));
}

#[test]
fn adults() {
    for (years, last, from) in [
        (7, "2024-02-29", "2031-03-01"),
        (7, "2019-11-22", "2026-11-22"),
        (7, "2019-11-23", "2026-11-23"),
        (8, "2018-11-22", "2026-11-22"),
        (20, "2006-11-22", "2026-11-22"),
    ] {
        is(&with_years(years), &client("1960-01-01", last), "adult", from);
    }
}

#[test]
fn children_by_their_age_on_the_day_work_ended() {
    for (years, born, ended, rule, from) in [
        (8, "2008-06-15", "2026-06-14", "child", "2034-06-15"),
        (8, "2008-06-15", "2026-06-15", "adult", "2034-06-15"),
        (7, "2008-06-15", "2026-06-15", "adult", "2033-06-15"),
        (7, "2008-06-15", "2025-06-14", "child", "2033-06-15"),
        (7, "2008-06-15", "2025-06-15", "child", "2034-06-15"),
        (7, "2010-03-01", "2020-05-01", "child", "2035-03-01"),
        (7, "2008-02-29", "2026-02-28", "child", "2034-03-01"),
        (7, "2008-02-29", "2026-03-01", "adult", "2033-03-01"),
    ] {
        let by_last_contact = client(born, ended);
        is(&with_years(years), &by_last_contact, rule, from);
        let by_ending = Facts { ended: Some(day(ended)), ..client(born, "2019-01-01") };
        is(&with_years(years), &by_ending, rule, from);
    }
    // The longest of all that apply: a schedule may ask for more of adults.
    is(&with_years(30), &client("2008-06-15", "2025-06-14"), "adult", "2055-06-14");
}

#[test]
fn every_fact_that_is_missing_means_never() {
    let whole = client("1960-01-01", "2000-01-01");
    let born = "the date of birth is missing";
    cannot_say(&schedule(), &Facts { born: None, ..whole.clone() }, born);
    let contact = "the day of the last contact is missing";
    cannot_say(&schedule(), &Facts { last_contact: None, ..whole.clone() }, contact);
    let ended = Facts { last_contact: None, ended: Some(day("2001-01-01")), ..whole.clone() };
    cannot_say(&schedule(), &ended, contact);
    let dead = Facts { died: Some(day("2001-01-01")), ..whole.clone() };
    for (class, facts, words) in [
        (Class::Adult, whole.clone(), "adults"),
        (Class::Child, client("1990-01-01", "2000-01-01"), "children"),
        (
            Class::NhsMentalHealth,
            Facts { tags: [Tag::Nhs].into(), ..whole.clone() },
            "NHS mental health care",
        ),
        (Class::Safeguarding, Facts { tags: [Tag::Safeguarding].into(), ..whole.clone() }, "safeguarding"),
        (Class::Enquiry, Facts { tags: [Tag::Enquiry].into(), ..whole }, "enquiries"),
        (Class::Deceased, dead, "the deceased"),
    ] {
        let mut schedule = schedule();
        assert_ne!(decide(&schedule, &facts).when, When::CannotCompute, "{class:?}");
        schedule.rules.retain(|rule| rule.class != class);
        cannot_say(&schedule, &facts, &format!("the schedule has no rule for {words}"));
    }
}

#[test]
fn a_client_who_came_back_starts_again() {
    let facts = Facts { ended: Some(day("2012-05-01")), ..client("1960-01-01", "2012-04-01") };
    let answer = is(&schedule(), &facts, "adult", "2019-05-01");
    assert!(answer.because.starts_with("7 years from the end of work on 1 May 2012 (rule adult)"));
    let facts = Facts { ended: None, reopened: Some(day("2018-09-01")), ..facts };
    let answer = is(&schedule(), &facts, "adult", "2025-09-01");
    assert_eq!(answer.trigger, Some(day("2018-09-01")));
    // Who came back as an adult is no child any more.
    let facts = Facts { reopened: Some(day("2026-07-01")), ..client("2008-06-15", "2020-01-01") };
    is(&schedule(), &facts, "adult", "2033-07-01");
}

#[test]
fn other_classes_of_one_person() {
    let tagged = |tag, facts: Facts| Facts { tags: [tag].into(), ..facts };
    let whole = client("1960-01-01", "2019-11-22");
    is(&schedule(), &tagged(Tag::Nhs, whole.clone()), "mental-health", "2039-11-22");
    is(&schedule(), &tagged(Tag::Safeguarding, whole.clone()), "concern", "2035-01-01");
    let enquiry = Facts { born: None, ..tagged(Tag::Enquiry, whole.clone()) };
    let answer = is(&schedule(), &enquiry, "enquiry", "2020-11-22");
    assert_eq!((answer.class, answer.action), (Class::Enquiry, Disposal::Erase));
    // Whoever was a client once is no enquiry.
    let ended = Facts { ended: Some(day("2019-11-22")), ..tagged(Tag::Enquiry, whole.clone()) };
    is(&schedule(), &ended, "adult", "2026-11-22");
    let back = Facts { reopened: Some(day("2019-11-22")), ..tagged(Tag::Enquiry, whole) };
    is(&schedule(), &back, "adult", "2026-11-22");
}

#[test]
fn the_dead() {
    let died = Some(day("2020-02-29"));
    let dead = Facts { died, tags: [Tag::Nhs].into(), ..client("2008-06-15", "2019-11-22") };
    is(&schedule(), &dead, "deceased", "2030-03-01");
    is(&schedule(), &Facts { born: None, last_contact: None, ..dead.clone() }, "deceased", "2030-03-01");
    let concern = Facts { tags: [Tag::Safeguarding].into(), ..dead };
    is(&schedule(), &concern, "concern", "2083-06-15");
    cannot_say(&schedule(), &Facts { born: None, ..concern }, "the date of birth is missing");
}

#[test]
fn what_is_kept_for_ever_beats_every_date() {
    let mut schedule = schedule();
    schedule.rules[5].period = Period::Always;
    schedule.rules[5].action = Disposal::Keep;
    let concern = Facts { tags: [Tag::Safeguarding].into(), ..client("1960-01-01", "2019-11-22") };
    let answer = is(&schedule, &concern, "concern", "never");
    assert_eq!(
        (answer.action, answer.because.as_str()),
        (Disposal::Keep, "it is kept for ever (rule concern)")
    );
    let kept = Facts { keep_until: Some(day("2040-01-01")), ..concern };
    is(&schedule, &kept, "concern", "never");
}

#[test]
fn where_a_concern_is_on_record_a_person_looks() {
    let mut schedule = with_years(90);
    schedule.rules[0].action = Disposal::Erase;
    let plain = client("1960-01-01", "2019-11-22");
    assert_eq!(is(&schedule, &plain, "adult", "2109-11-22").action, Disposal::Erase);
    let concern = Facts { tags: [Tag::Safeguarding].into(), ..plain };
    assert_eq!(is(&schedule, &concern, "adult", "2109-11-22").action, Disposal::Review);
}

#[test]
fn a_reviewer_may_keep_it_longer_and_not_shorter() {
    let facts = client("1960-01-01", "2019-11-22");
    let kept = Facts { keep_until: Some(day("2028-03-02")), ..facts.clone() };
    let answer = is(&schedule(), &kept, "adult", "2028-03-02");
    assert_eq!(
        answer.because,
        "a reviewer decided to keep it until 2 Mar 2028, longer than rule adult asks for: from 2 Mar 2028"
    );
    let mut batched = schedule();
    batched.batch_month = Some(1);
    is(&batched, &kept, "adult", "2029-01-01");
    is(&schedule(), &Facts { keep_until: Some(day("2020-01-01")), ..facts }, "adult", "2026-11-22");
}

#[test]
fn couples_and_groups_wait_for_their_members() {
    let couple = |members: Vec<Facts>| Facts {
        kind: ClientKind::Couple,
        born: None,
        members,
        ..client("1960-01-01", "2019-11-22")
    };
    let early = client("1960-01-01", "2015-01-01");
    let late = client("1960-01-01", "2021-01-01");
    let child = client("2012-06-15", "2021-01-01");
    is(&schedule(), &couple(vec![]), "adult", "2026-11-22");
    is(&schedule(), &couple(vec![early.clone(), early.clone()]), "adult", "2026-11-22");
    is(&schedule(), &couple(vec![early.clone(), late.clone()]), "adult", "2028-01-01");
    let answer = is(&schedule(), &couple(vec![late.clone(), child]), "child", "2037-06-15");
    assert_eq!(
        answer.because,
        "a member of the group: 25th birthday of somebody born on 15 Jun 2012 (rule child): from 15 Jun 2037"
    );
    assert!(answer.steps.iter().any(|step| step.starts_with("member 1: rule adult: 7 years")));
    assert_eq!(
        answer.steps.last().map(String::as_str),
        Some("member 2 decides: the record is kept as long as theirs")
    );

    let unknown = Facts { born: None, ..early.clone() };
    let because = "a member of the group: the date of birth is missing";
    cannot_say(&schedule(), &couple(vec![unknown.clone(), late.clone()]), because);
    let mut keeps = schedule();
    keeps.rules.push(rule(
        "inquiry",
        Class::NhsMentalHealth,
        Trigger::LastContact,
        Period::Always,
        Disposal::Keep,
    ));
    let nhs = Facts { tags: [Tag::Nhs].into(), ..early.clone() };
    is(&keeps, &couple(vec![nhs.clone(), late.clone()]), "inquiry", "never");
    cannot_say(&keeps, &couple(vec![nhs, unknown]), because);

    // An enquiry alone goes unseen; a couple whose own rule asks for a review does not, whoever keeps longest.
    let asked = Facts { tags: [Tag::Enquiry].into(), ..client("1960-01-01", "2026-01-01") };
    assert_eq!(is(&schedule(), &asked, "enquiry", "2027-01-01").action, Disposal::Erase);
    let answer = is(&schedule(), &couple(vec![asked]), "enquiry", "2027-01-01");
    assert_eq!(answer.action, Disposal::Review);

    // A couple has no birth of its own: a concern about it runs from the youngest member's.
    let concern = |members| Facts { tags: [Tag::Safeguarding].into(), ..couple(members) };
    is(&schedule(), &concern(vec![client("1950-05-05", "2015-01-01"), early]), "concern", "2035-01-01");
    cannot_say(&schedule(), &concern(vec![]), "the date of birth is missing");
}

#[test]
fn the_first_of_two_rules_that_are_as_long_is_named() {
    let mut schedule = schedule();
    schedule.rules.push(rule(
        "insurer",
        Class::Adult,
        Trigger::LastContact,
        Period::Months(84),
        Disposal::Erase,
    ));
    let facts = client("1960-01-01", "2019-11-22");
    is(&schedule, &facts, "adult", "2026-11-22");
    schedule.rules[12].period = Period::Months(85);
    is(&schedule, &facts, "insurer", "2026-12-22");
}

#[test]
fn the_steps_show_the_arithmetic() {
    let mut schedule = schedule();
    schedule.batch_month = Some(1);
    let facts = Facts { tags: [Tag::Nhs].into(), ..client("1960-01-01", "2023-02-28") };
    let facts = Facts { ended: Some(day("2024-02-29")), ..facts };
    schedule.rules[2].period = Period::Years(5);
    let answer = is(&schedule, &facts, "adult", "2032-01-01");
    assert_eq!(
        answer.because,
        "7 years from the end of work on 29 Feb 2024 (rule adult), over on 1 Mar 2031; records go in one month of \
         the year: from 1 Jan 2032"
    );
    assert_eq!(
        answer.steps,
        [
            "rule adult: 7 years from the end of work on 29 Feb 2024: from 1 Mar 2031",
            "rule adult: that month has no day 29: the first of the next, 1 Mar 2031",
            "rule mental-health: 5 years from the end of work on 29 Feb 2024: from 1 Mar 2029",
            "rule mental-health: that month has no day 29: the first of the next, 1 Mar 2029",
            "rule adult decides: it keeps longest",
            "records go in January only: from 1 Jan 2032",
            "source: the source of adult (7 Aug 2023)",
        ]
    );
}

#[test]
fn contact_details_and_process_records_go_by_the_month() {
    let mut schedule = schedule();
    schedule.batch_month = Some(7);
    let active = client("1960-01-01", "2026-11-20");
    let written = day("2026-11-20");
    for class in [Class::ProcessNotes, Class::Recording] {
        let due = record_due(&schedule, class, &active, written);
        assert_eq!(due.as_deref(), (class == Class::Recording).then_some("2026-12"), "{class:?}");
    }
    assert_eq!(contact_due(&schedule, &active), None, "work goes on");
    for (ended, due) in [("2025-12-01", "2026-03"), ("2025-12-02", "2026-04"), ("2026-11-30", "2027-03")] {
        for facts in [
            Facts { ended: Some(day(ended)), ..active.clone() },
            Facts { died: Some(day(ended)), ..active.clone() },
        ] {
            assert_eq!(contact_due(&schedule, &facts).as_deref(), Some(due), "{ended}");
            let process = record_due(&schedule, Class::ProcessNotes, &facts, written);
            assert_eq!(process.as_deref(), Some(due), "{ended}");
        }
    }
    let ended = Facts { ended: Some(day("2025-12-01")), ..active };
    let longer = rule("longer", Class::Contact, Trigger::EndOfWork, Period::Months(4), Disposal::Erase);
    schedule.rules.push(longer);
    assert_eq!(contact_due(&schedule, &ended).as_deref(), Some("2026-04"));
    schedule.rules[12].action = Disposal::Review;
    assert_eq!(contact_due(&schedule, &ended), None, "a person is to look first");
    assert_eq!(record_due(&schedule, Class::Supervision, &ended, written), None, "no rule");
}

#[test]
fn the_trash_is_emptied_only_by_a_rule_that_erases() {
    let mut schedule = schedule();
    assert_eq!(goes_from(&schedule, Class::Trash, day("2026-11-22")), Some(day("2026-12-22")));
    assert_eq!(goes_from(&schedule, Class::NoteRevisions, day("2026-11-22")), None);
    assert_eq!(goes_from(&schedule, Class::Trash, NaiveDate::MAX), None);
    schedule.rules[11].action = Disposal::Review;
    assert_eq!(goes_from(&schedule, Class::Trash, day("2026-11-22")), None);
}

fn given(class: Class) -> Given {
    Given { class, last_contact: None, born: None, ended: None, died: None, trigger: None }
}
