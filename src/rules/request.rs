//! What happened to a request, and what can: its history as the facts that its clock counts from.

use chrono::NaiveDate;

use super::access::{self, Facts, Pause, Unfit, Wait};
use super::bank_holidays::Calendar;
use super::dead_record;
use crate::records::request::{Request, Right, Step};

/// Where the clock of a request stands.
pub type Clock = access::Answer;

/// What the clock of a request counts from. `cautious`: the day of an answer counts.
#[must_use]
pub fn facts(request: &Request, cautious: bool) -> Facts {
    let mut facts = Facts { cautious, ..Facts::new(request.right, request.received) };
    for entry in &request.history {
        take(&mut facts, &entry.step);
    }
    facts
}

fn take(facts: &mut Facts, step: &Step) {
    match *step {
        Step::Asked { wanted, on } => {
            facts.waits.push(Wait { wanted, asked: Some(on), given: None });
        }
        Step::Given { wanted, on } => {
            let open = facts.waits.iter_mut().filter(|wait| wait.wanted == wanted && wait.given.is_none());
            let mut answered = false;
            for wait in open {
                wait.given = Some(on);
                answered = true;
            }
            if !answered {
                facts.waits.push(Wait { wanted, asked: None, given: Some(on) });
            }
        }
        Step::Paused { on, .. } => facts.pauses.push(Pause { asked: on, answered: None }),
        Step::Resumed { on } => {
            if let Some(pause) = facts.pauses.iter_mut().rev().find(|pause| pause.answered.is_none()) {
                pause.answered = Some(on);
            }
        }
        Step::Extended { on, .. } => facts.extended = facts.extended.or(Some(on)),
        Step::Closed { on, .. } => facts.closed = Some(on),
        Step::Written { .. } | Step::Refused { .. } => {}
    }
}

/// What the clock rests on beside the request itself.
pub struct Practice {
    /// Its bank holidays.
    pub calendar: Calendar,
    /// Whether the day of an answer counts.
    pub cautious: bool,
    /// Whether it is a health professional: DPA 2018 section 204.
    pub health_professional: bool,
}

/// Where the clock of a request stands on a day.
#[must_use]
pub fn clock(request: &Request, practice: &Practice, today: NaiveDate) -> Clock {
    let facts = facts(request, practice.cautious);
    if request.right == Right::DeadRecord {
        return dead_record::decide(&of_the_dead(&facts, practice.health_professional), today);
    }
    access::decide(&facts, &practice.calendar, today)
}

/// An application under the Act of 1990. How old the record is, is not asked: the shorter period counts.
fn of_the_dead(facts: &Facts, health_professional: bool) -> dead_record::Facts {
    dead_record::Facts {
        received: facts.received,
        health_professional,
        oldest: None,
        asked: facts.waits.iter().filter_map(|wait| wait.asked).min(),
        furnished: facts.waits.iter().filter_map(|wait| wait.given).max(),
        closed: facts.closed,
    }
}

/// Whether something can have happened to a request. An extension that was told too late is recorded all the same, and the
/// clock says that it moves nothing.
///
/// # Errors
/// Why it cannot.
pub fn may_happen(request: &Request, step: &Step, practice: &Practice) -> Result<(), Unfit> {
    let (facts, calendar) = (facts(request, practice.cautious), &practice.calendar);
    match step {
        Step::Asked { on, .. } | Step::Given { on, .. } if request.right == Right::DeadRecord => {
            access::may_record(&facts, *on)
        }
        Step::Asked { on, .. } => access::may_ask(&facts, *on),
        Step::Given { wanted, on } => access::may_give(&facts, *wanted, *on),
        Step::Paused { on, .. } => access::may_pause(&facts, calendar, *on),
        Step::Resumed { on } => access::may_resume(&facts, *on),
        Step::Extended { on, because, .. } => match access::may_extend(&facts, calendar, *on, because) {
            Err(Unfit::NoticeOver(_)) => Ok(()),
            other => other,
        },
        // Letters are written afterwards, too.
        Step::Written { on, .. } => access::may_record(&facts, *on),
        Step::Refused { on, .. } | Step::Closed { on, .. } => {
            access::may_record(&facts, *on)?;
            facts.closed.map_or(Ok(()), |day| Err(Unfit::Closed(day)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::member::MemberNumber;
    use crate::records::nation::Nation;
    use crate::records::request::{Channel, Entry, Lengthened, Outcome, Requester, Wanted};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn practice() -> Practice {
        let calendar = Calendar::of(Nation::EnglandAndWales);
        Practice { calendar, cautious: false, health_professional: true }
    }

    fn request(right: Right, steps: &[Step]) -> Request {
        let recorded = "2026-11-22T10:00:00Z".to_owned();
        let entry =
            |step: &Step| Entry { step: step.clone(), by: MemberNumber(1), recorded: recorded.clone() };
        Request {
            right,
            received: day("2026-11-02"),
            channel: Channel::Email,
            client: None,
            name: None,
            requester: Requester::Client,
            requester_name: None,
            words: None,
            history: steps.iter().map(entry).collect(),
            by: MemberNumber(1),
            recorded: recorded.clone(),
        }
    }

    fn paused(on: &str) -> Step {
        Step::Paused { on: day(on), because: "a large record".to_owned() }
    }

    fn extended(on: &str) -> Step {
        Step::Extended { on: day(on), ground: Lengthened::Complexity, because: "two volumes".to_owned() }
    }

    #[test]
    fn the_history_is_what_the_clock_counts_from() {
        let resumed = |on| Step::Resumed { on: day(on) };
        let given = |on| Step::Given { wanted: Wanted::Identity, on: day(on) };
        let asked = |on| Step::Asked { wanted: Wanted::Identity, on: day(on) };
        for (steps, due) in [
            (vec![], Some("2026-12-02")),
            (vec![paused("2026-11-05"), resumed("2026-11-12")], Some("2026-12-10")),
            (vec![paused("2026-11-05")], None),
            (vec![asked("2026-11-03")], None),
            (vec![asked("2026-11-03"), given("2026-11-20")], Some("2026-12-21")),
            (vec![given("2026-11-20")], Some("2026-12-21")),
            (vec![extended("2026-11-20")], Some("2027-02-02")),
            (vec![extended("2026-12-24")], Some("2026-12-02")),
            (vec![paused("2026-11-05"), resumed("2026-11-12"), extended("2026-11-20")], Some("2027-02-10")),
        ] {
            let practice = practice();
            let clock = clock(&request(Right::Access, &steps), &practice, day("2026-11-22"));
            assert_eq!(clock.due, due.map(day), "{steps:?}");
        }
    }

    #[test]
    fn an_application_about_somebody_who_has_died_has_a_clock_of_its_own() {
        let authority = |on| Step::Given { wanted: Wanted::Authority, on: day(on) };
        let asked = Step::Asked { wanted: Wanted::Authority, on: day("2026-11-02") };
        for (steps, due) in [
            (vec![], Some("2026-11-22")),
            (vec![asked.clone()], None),
            (vec![asked, authority("2026-11-10")], Some("2026-11-30")),
        ] {
            let clock = clock(&request(Right::DeadRecord, &steps), &practice(), day("2026-11-12"));
            assert_eq!(clock.due, due.map(day), "{steps:?}");
        }
    }

    #[test]
    fn what_cannot_have_happened_is_refused() {
        let closed = Step::Closed { on: day("2026-11-20"), outcome: Outcome::Complied };
        let wordless =
            Step::Extended { on: day("2026-11-20"), ground: Lengthened::Number, because: " ".to_owned() };
        let practice = practice();
        for (right, before, step, why) in [
            (Right::Erasure, vec![], paused("2026-11-05"), Some(Unfit::NotAccess)),
            (Right::Access, vec![], Step::Resumed { on: day("2026-11-05") }, Some(Unfit::NotPaused)),
            (
                Right::Access,
                vec![paused("2026-11-05")],
                paused("2026-11-06"),
                Some(Unfit::AlreadyPaused(day("2026-11-05"))),
            ),
            (Right::Access, vec![], paused("2026-11-01"), Some(Unfit::BeforeReceipt(day("2026-11-02")))),
            (Right::Access, vec![], wordless, Some(Unfit::NoReasons)),
            (Right::Access, vec![], extended("2026-12-24"), None),
            (
                Right::Access,
                vec![closed.clone()],
                paused("2026-11-21"),
                Some(Unfit::Closed(day("2026-11-20"))),
            ),
            (Right::Police, vec![], extended("2026-11-20"), Some(Unfit::NoPeriod)),
            (Right::Access, vec![closed.clone()], closed, Some(Unfit::Closed(day("2026-11-20")))),
        ] {
            let found = may_happen(&request(right, &before), &step, &practice).err();
            assert_eq!(found, why, "{right:?} {step:?}");
        }
    }
}
