//! The calculator without a client: a class, some days, an answer.

use chrono::NaiveDate;

use super::weigh::{Known, NO_BIRTH, Start, Unknown, cannot, conclude, weigh};
use super::{Answer, latest};
use crate::records::schedule::{Class, Schedule};
use crate::rules::period;

/// What is given. Only the rules of the class are asked, not those that may apply to the same client besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it is about.
    pub class: Class,
    /// The day of the last contact.
    pub last_contact: Option<NaiveDate>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// The day work ended; without it, the last contact counts.
    pub ended: Option<NaiveDate>,
    /// The day of death.
    pub died: Option<NaiveDate>,
    /// The day from which the period runs, whatever the rule calls it.
    pub trigger: Option<NaiveDate>,
}

/// What the schedule says about what is given.
#[must_use]
pub fn compute(schedule: &Schedule, given: &Given) -> Answer {
    look(schedule, given).unwrap_or_else(cannot)
}

fn look(schedule: &Schedule, given: &Given) -> Result<Answer, Unknown> {
    let Asked { class, why, was_17 } = asked(given)?;
    // A child's period runs from the birth: there, the trigger is that, and says nothing about other days.
    let (trigger, born) = match given.class {
        Class::Child => (None, given.trigger.or(given.born)),
        _ => (given.trigger, given.born),
    };
    let over = |what| trigger.map(|day| Start { day, what });
    let known = Known {
        last_contact: over("the day given").or_else(|| latest(given.last_contact, given.ended, None)),
        end_of_work: over("the day given").or_else(|| {
            let day = given.ended.or(given.died).or(given.last_contact)?;
            Some(Start { day, what: "the end of work" })
        }),
        born: trigger.or(born),
        died: trigger.or(given.died),
        that_day: trigger,
        was_17,
    };
    let weighed = weigh(schedule, &[class], &known)?;
    let month = schedule.batch_month.filter(|_| class.goes_in_batches());
    let mut answer = conclude(&weighed, None, month)?;
    answer.steps.splice(0..0, why);
    Ok(answer)
}

/// Which class's rules are asked.
struct Asked {
    class: Class,
    /// Why not those of the class that was given.
    why: Option<String>,
    was_17: bool,
}

fn asked(given: &Given) -> Result<Asked, Unknown> {
    let as_given = Asked { class: given.class, why: None, was_17: false };
    let about_a_person = [Class::Adult, Class::Child, Class::NhsMentalHealth, Class::Enquiry];
    if about_a_person.contains(&given.class) && given.died.is_some() && given.trigger.is_none() {
        let why =
            Some("the client has died: the rules for the deceased take the place of the others".to_owned());
        return Ok(Asked { class: Class::Deceased, why, ..as_given });
    }
    if given.class != Class::Child {
        return Ok(as_given);
    }
    let unknown = |because: &str| Unknown { class: Class::Child, because: because.to_owned() };
    let born = given.trigger.or(given.born).ok_or_else(|| unknown(NO_BIRTH))?;
    let ended = given.ended.or(given.last_contact).ok_or_else(|| unknown("the day work ended is missing"))?;
    let age = period::age_on(born, ended);
    let why = Some(format!("{age} years old when work ended"));
    let class = if age < 18 { Class::Child } else { Class::Adult };
    Ok(Asked { class, why, was_17: age == 17 })
}
