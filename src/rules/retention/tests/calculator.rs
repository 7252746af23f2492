//! The calculator by table.

use super::*;

#[test]
fn the_calculator() {
    let on = |text: &str| Some(day(text));
    let adult = given(Class::Adult);
    let child = given(Class::Child);
    let table = [
        (Given { last_contact: on("2024-02-29"), ..adult }, Class::Adult, "2031-03-01"),
        (Given { last_contact: on("2019-11-22"), ..adult }, Class::Adult, "2026-11-22"),
        (Given { ended: on("2019-11-22"), ..adult }, Class::Adult, "2026-11-22"),
        (
            Given { last_contact: on("2019-11-22"), ended: on("2018-01-01"), ..adult },
            Class::Adult,
            "2026-11-22",
        ),
        (
            Given { last_contact: on("2019-11-22"), trigger: on("2010-01-01"), ..adult },
            Class::Adult,
            "2017-01-01",
        ),
        (
            Given { last_contact: on("2019-11-22"), died: on("2020-01-01"), ..adult },
            Class::Deceased,
            "2030-01-01",
        ),
        (Given { born: on("2008-06-15"), ended: on("2026-06-14"), ..child }, Class::Child, "2034-06-15"),
        (Given { born: on("2008-06-15"), ended: on("2025-06-14"), ..child }, Class::Child, "2033-06-15"),
        (
            Given { born: on("2008-06-15"), last_contact: on("2025-06-15"), ..child },
            Class::Child,
            "2034-06-15",
        ),
        (Given { trigger: on("2010-03-01"), ended: on("2020-05-01"), ..child }, Class::Child, "2035-03-01"),
        (Given { born: on("2008-06-15"), ended: on("2026-06-15"), ..child }, Class::Adult, "2033-06-15"),
        (Given { trigger: on("2020-01-01"), ..given(Class::Complaint) }, Class::Complaint, "2030-01-01"),
        (Given { last_contact: on("2026-11-28"), ..given(Class::Contact) }, Class::Contact, "2027-02-28"),
        (Given { ended: on("2026-11-30"), ..given(Class::Contact) }, Class::Contact, "2027-03-01"),
        (Given { trigger: on("2026-11-22"), ..given(Class::Trash) }, Class::Trash, "2026-12-22"),
        (Given { died: on("2020-02-29"), ..given(Class::Deceased) }, Class::Deceased, "2030-03-01"),
        (Given { born: on("1960-01-01"), ..given(Class::Safeguarding) }, Class::Safeguarding, "2035-01-01"),
    ];
    for (given, class, from) in table {
        let answer = compute(&schedule(), &given);
        assert_eq!((answer.class, &answer.when), (class, &When::From(day(from))), "{given:?} {answer:?}");
    }
    for (given, because) in [
        (adult, "the day of the last contact is missing"),
        (Given { ended: on("2020-01-01"), ..child }, "the date of birth is missing"),
        (Given { born: on("2008-06-15"), ..child }, "the day work ended is missing"),
        (given(Class::Complaint), "the day it was closed is missing"),
        (given(Class::Invoice), "the day of the invoice is missing"),
        (given(Class::Deceased), "the day of death is missing"),
        (given(Class::Contact), "work has not ended"),
        (given(Class::Audit), "the schedule has no rule for the audit log"),
    ] {
        let answer = compute(&schedule(), &given);
        assert_eq!((answer.when, answer.because.as_str()), (When::CannotCompute, because), "{given:?}");
    }
}

#[test]
fn invoices_are_kept_to_the_end_of_that_january() {
    for (invoice, to, from) in [
        ("2025-04-05", "2031-01-31", "2031-02-01"),
        ("2025-04-06", "2032-01-31", "2032-02-01"),
        ("2026-11-22", "2033-01-31", "2033-02-01"),
        ("2020-01-15", "2026-01-31", "2026-02-01"),
    ] {
        let answer = compute(&schedule(), &Given { trigger: Some(day(invoice)), ..given(Class::Invoice) });
        assert_eq!((answer.keep_to, answer.when), (Some(day(to)), When::From(day(from))), "{invoice}");
    }
}

#[test]
fn a_calculation_says_in_which_month_records_go_and_housekeeping_does_not_wait() {
    let mut schedule = schedule();
    schedule.batch_month = Some(1);
    let last_contact = Some(day("2019-11-22"));
    let adult = compute(&schedule, &Given { last_contact, ..given(Class::Adult) });
    assert_eq!(adult.when, When::From(day("2027-01-01")));
    let contact = compute(&schedule, &Given { last_contact, ..given(Class::Contact) });
    assert_eq!(contact.when, When::From(day("2020-02-22")));
}
