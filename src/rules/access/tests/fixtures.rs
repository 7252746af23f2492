//! Cases worked out by hand or with another program, and the ICO's own examples.

use super::*;

#[test]
fn by_the_day_of_receipt() {
    for (received, nations, expected) in [
        ("2019-09-03", &[E, S, N][..], "2019-10-03"), // the ICO's classic example
        ("2024-11-25", &[E, S, N], "2024-12-27"),     // the ICO, 2025: 25 and 26 December are holidays
        ("2025-01-31", &[E, S, N], "2025-02-28"),     // the ICO: a month that is too short
        ("2024-01-31", &[E, S, N], "2024-02-29"),
        ("2026-01-31", &[E, S, N], "2026-03-02"),
        ("2026-01-01", &[E, S, N], "2026-02-02"), // received on a bank holiday
        ("2026-03-31", &[E, S, N], "2026-04-30"),
        ("2026-03-03", &[E, N], "2026-04-07"),
        ("2026-03-03", &[S], "2026-04-06"),
        ("2026-02-17", &[E, S], "2026-03-17"),
        ("2026-02-17", &[N], "2026-03-18"),
        ("2026-05-15", &[E, N], "2026-06-15"),
        ("2026-05-15", &[S], "2026-06-16"),
        ("2026-06-12", &[E, S], "2026-07-13"),
        ("2026-06-12", &[N], "2026-07-14"),
        ("2026-10-30", &[E, N], "2026-11-30"),
        ("2026-10-30", &[S], "2026-12-01"),
        ("2026-10-31", &[E, N], "2026-11-30"),
        ("2026-10-31", &[S], "2026-12-01"),
        ("2026-11-22", &[E, S, N], "2026-12-22"),
        ("2026-11-25", &[E, S, N], "2026-12-29"),
        ("2026-11-26", &[E, S, N], "2026-12-29"),
        ("2026-11-27", &[E, S, N], "2026-12-29"),
        ("2026-11-28", &[E, S, N], "2026-12-29"),
        ("2026-12-31", &[E, S, N], "2027-02-01"),
        ("2027-01-28", &[E, S, N], "2027-03-01"),
        ("2027-01-29", &[E, S, N], "2027-03-01"),
        ("2027-01-30", &[E, S, N], "2027-03-01"),
        ("2027-01-31", &[E, S, N], "2027-03-01"),
        ("2027-11-25", &[E, S, N], "2027-12-29"),
        ("2028-01-31", &[E, S, N], "2028-02-29"),
    ] {
        for nation in nations {
            assert_eq!(due(&access(received), *nation), Some(day(expected)), "{received} {nation:?}");
        }
    }
}

/// Three months from the day of receipt, never one and then two.
#[test]
fn extended() {
    for (received, expected) in [
        ("2026-10-31", "2027-02-01"),
        ("2027-01-31", "2027-04-30"),
        ("2028-01-31", "2028-05-02"),
        ("2026-11-28", "2027-03-01"),
    ] {
        let facts = Facts { extended: Some(day(received)), ..access(received) };
        assert_eq!(due(&facts, E), Some(day(expected)), "{received}");
    }
}

#[test]
fn paused() {
    for (pauses, extended, cautious, expected) in [
        (&[("2026-11-05", "2026-11-12")][..], false, false, "2026-12-10"),
        (&[("2026-11-05", "2026-11-12")], false, true, "2026-12-09"),
        (&[("2026-11-05", "2026-11-12")], true, false, "2027-02-10"),
        (&[("2026-11-03", "2026-11-03")], false, false, "2026-12-03"),
        (&[("2026-11-03", "2026-11-03")], false, true, "2026-12-02"),
        (&[("2026-11-02", "2026-11-02")], false, false, "2026-12-02"),
        (&[("2026-11-02", "2026-11-04")], false, false, "2026-12-04"),
        (&[("2026-11-02", "2026-11-04")], false, true, "2026-12-03"),
        (&[("2026-11-05", "2026-11-12"), ("2026-11-10", "2026-11-16")], false, false, "2026-12-14"),
        (&[("2026-11-10", "2026-11-16"), ("2026-11-05", "2026-11-12")], false, false, "2026-12-14"),
        (&[("2026-11-05", "2026-11-16"), ("2026-11-10", "2026-11-12")], false, false, "2026-12-14"),
        // The second begins within the days that the first adds.
        (&[("2026-11-05", "2026-11-12"), ("2026-12-08", "2026-12-09")], false, false, "2026-12-14"),
        // Over the end: three days are left from the day after the answer.
        (&[("2026-11-30", "2026-12-12")], false, false, "2026-12-15"),
        (&[("2026-12-03", "2026-12-31")], false, false, "2026-12-02"),
    ] {
        let facts = Facts {
            pauses: pauses.iter().map(|(asked, answered)| pause(asked, Some(answered))).collect(),
            extended: extended.then(|| day("2026-11-02")),
            cautious,
            ..access("2026-11-02")
        };
        assert_eq!(due(&facts, E), Some(day(expected)), "{pauses:?} {extended} {cautious}");
    }
}

#[test]
fn what_the_time_waits_for() {
    for (waits, expected) in [
        (vec![asked(Wanted::Identity, "2026-11-03", Some("2026-11-20"))], Some("2026-12-21")),
        (vec![asked(Wanted::Authority, "2026-11-03", Some("2026-11-20"))], Some("2026-12-21")),
        (vec![Wait { wanted: Wanted::Fee, asked: None, given: Some(day("2026-11-20")) }], Some("2026-12-21")),
        (
            vec![
                asked(Wanted::Identity, "2026-11-03", Some("2026-11-20")),
                asked(Wanted::Fee, "2026-11-03", Some("2026-11-05")),
            ],
            Some("2026-12-21"),
        ),
        (
            vec![
                asked(Wanted::Identity, "2026-11-03", Some("2026-11-20")),
                asked(Wanted::Fee, "2026-11-03", None),
            ],
            None,
        ),
        // What came before the request counts from the request.
        (vec![asked(Wanted::Identity, "2026-10-03", Some("2026-10-20"))], Some("2026-12-02")),
        (vec![Wait { wanted: Wanted::Fee, asked: None, given: None }], Some("2026-12-02")),
    ] {
        let facts = Facts { waits, ..access("2026-11-02") };
        assert_eq!(due(&facts, E), expected.map(day), "{:?}", facts.waits);
    }
    // A pause before the time begins takes out nothing; one that goes on takes out what follows.
    let waits = vec![asked(Wanted::Identity, "2026-11-03", Some("2026-11-20"))];
    let facts = |answered| Facts {
        waits: waits.clone(),
        pauses: vec![pause("2026-11-05", Some(answered))],
        ..access("2026-11-02")
    };
    assert_eq!(due(&facts("2026-11-20"), E), Some(day("2026-12-21")));
    assert_eq!(due(&facts("2026-11-22"), E), Some(day("2026-12-22")));
}
