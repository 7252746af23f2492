//! What may be recorded.

use super::*;

fn calendar() -> Calendar {
    Calendar::of(E)
}

#[test]
fn questions() {
    let plain = access("2026-11-02");
    let erasure = Facts::new(Right::Erasure, day("2026-11-02"));
    let open = Facts { pauses: vec![pause("2026-11-05", None)], ..plain.clone() };
    let closed = Facts { closed: Some(day("2026-11-10")), ..plain.clone() };
    let waiting = Facts { waits: vec![asked(Wanted::Identity, "2026-11-03", None)], ..plain.clone() };
    for (facts, on, expected) in [
        (&plain, "2026-11-05", Ok(())),
        (&plain, "2026-12-02", Ok(())),
        (&plain, "2026-12-03", Err(Unfit::PeriodOver(day("2026-12-02")))),
        (&plain, "2026-11-01", Err(Unfit::BeforeReceipt(day("2026-11-02")))),
        (&erasure, "2026-11-05", Err(Unfit::NotAccess)),
        (&open, "2026-11-06", Err(Unfit::AlreadyPaused(day("2026-11-05")))),
        (&closed, "2026-11-06", Err(Unfit::Closed(day("2026-11-10")))),
        (&waiting, "2027-11-06", Ok(())),
    ] {
        assert_eq!(may_pause(facts, &calendar(), day(on)), expected, "{on}");
    }
    assert_eq!(may_resume(&open, day("2026-11-05")), Ok(()));
    assert_eq!(may_resume(&open, day("2026-11-04")), Err(Unfit::AnsweredBeforeAsked(day("2026-11-05"))));
    assert_eq!(may_resume(&plain, day("2026-11-05")), Err(Unfit::NotPaused));
}

#[test]
fn extensions() {
    let plain = access("2026-01-31");
    let extended = Facts { extended: Some(day("2026-02-10")), ..plain.clone() };
    let open = Facts { pauses: vec![pause("2026-02-05", None)], ..plain.clone() };
    let answered = Facts { pauses: vec![pause("2026-02-05", Some("2026-02-14"))], ..plain.clone() };
    let waiting = Facts { waits: vec![asked(Wanted::Identity, "2026-02-03", None)], ..plain.clone() };
    for (facts, told, expected) in [
        (&plain, "2026-02-28", Ok(())),
        (&plain, "2026-03-02", Ok(())), // the Monday after the Saturday
        (&plain, "2026-03-03", Err(Unfit::NoticeOver(day("2026-02-28")))),
        (&plain, "2026-01-30", Err(Unfit::BeforeReceipt(day("2026-01-31")))),
        (&extended, "2026-02-11", Err(Unfit::AlreadyExtended(day("2026-02-10")))),
        (&open, "2026-08-01", Ok(())),
        (&answered, "2026-03-10", Ok(())),
        (&answered, "2026-03-11", Err(Unfit::NoticeOver(day("2026-03-10")))),
        (&waiting, "2026-08-01", Ok(())),
    ] {
        assert_eq!(may_extend(facts, &calendar(), day(told), "many letters"), expected, "{told}");
        // What may be recorded moves the date, and what may not does not.
        let with = Facts { extended: Some(day(told)), ..facts.clone() };
        let answer = decide(&with, &calendar(), day(told));
        if facts.extended.is_none() && day(told) >= facts.received && facts.waits.is_empty() {
            assert_eq!(answer.rule == Rule::ThreeMonths, expected.is_ok(), "{told}");
        }
    }
    assert_eq!(may_extend(&plain, &calendar(), day("2026-02-01"), " \n"), Err(Unfit::NoReasons));
    let court = Facts::new(Right::Court, day("2026-01-31"));
    assert_eq!(may_extend(&court, &calendar(), day("2026-02-01"), "many"), Err(Unfit::NoPeriod));
}

#[test]
fn what_is_wanted() {
    let plain = access("2026-11-02");
    let waiting = Facts { waits: vec![asked(Wanted::Identity, "2026-11-05", None)], ..plain.clone() };
    assert_eq!(may_ask(&plain, day("2026-11-01")), Err(Unfit::BeforeReceipt(day("2026-11-02"))));
    assert_eq!(
        may_ask(&Facts::new(Right::Police, day("2026-11-02")), day("2026-11-03")),
        Err(Unfit::NoPeriod)
    );
    assert_eq!(may_ask(&plain, day("2026-11-02")), Ok(()));
    assert_eq!(may_give(&plain, Wanted::Identity, day("2026-11-02")), Ok(()), "nobody asked");
    assert_eq!(may_give(&waiting, Wanted::Fee, day("2026-11-04")), Ok(()));
    let early = may_give(&waiting, Wanted::Identity, day("2026-11-04"));
    assert_eq!(early, Err(Unfit::AnsweredBeforeAsked(day("2026-11-05"))));
    assert_eq!(
        early.expect_err("early").to_string(),
        "the question was asked on 5 Nov 2026, after that answer"
    );
}
