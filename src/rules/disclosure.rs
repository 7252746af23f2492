//! Whether an item of a subject-access pack goes out: the decision of a person, and what the law makes of it.
//!
//! Most counsellors and psychotherapists are no health professionals (DPA 2018 section 204). Such a controller may not
//! disclose data concerning health unless the person knows them, or a health professional said within six months that
//! no serious harm is likely (Schedule 3 paragraph 6); and may not withhold them for serious harm without the opinion
//! that it is (paragraph 5). So nothing about health goes out by default: what nobody decided is pending, and so is what
//! was decided on ground that does not bear it.

use chrono::{Days, Months, NaiveDate};

use super::period;
use crate::records::decision::{Choice, Decision, Ground, Opinion, Span};
use crate::records::item::{Item, ItemKind};
use crate::records::nation::Nation;
use crate::records::request::Requester;

/// Who holds the record, who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Whether the controller is a health professional.
    pub health_professional: bool,
    /// Who asks.
    pub requester: Requester,
    /// Whose law counts.
    pub nation: Nation,
    /// When the person the record is about was born, where it is known.
    pub born: Option<NaiveDate>,
    /// The day on which the pack is given.
    pub today: NaiveDate,
}

/// Why nothing can be done with an item yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody decided.
    Undecided,
    /// The item has another version since.
    Changed,
    /// The controller is no health professional, and neither knows the person it nor is there an opinion in date.
    NeedsOpinion,
    /// The opinion is older than six months on the day.
    StaleOpinion,
    /// Serious harm was given as the ground, and nobody said that it is likely.
    NeedsOpinionThatMet,
    /// An opinion in date says that the test is met, and the item would go out.
    OpinionAgainst,
    /// Serious harm was given as the ground, and the item is not about health.
    NotHealth,
    /// A health professional's own judgement was given as the ground, and the controller is none.
    NoHealthProfessional,
    /// Serious harm in the judgement of the controller needs reasons in words.
    NeedsReasons,
    /// The ground is for when a parent or a deputy asks.
    NoParent,
    /// The decision does not make sense.
    Wrong,
}

/// What becomes of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes out.
    Disclose,
    /// It goes out without these words.
    DiscloseRedacted(Vec<Span>),
    /// It does not go out.
    Withhold(Ground),
    /// It does not go out until somebody has decided.
    Pending(Why),
}

/// What becomes of an item, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What.
    pub fate: Fate,
    /// Why, in words. They say nothing of what is in the item.
    pub because: String,
    /// Where that stands.
    pub source: &'static str,
}

const HARM: &str = "DPA 2018 Schedule 3 paragraph 5";
const HEALTH: &str = "DPA 2018 Schedule 3 paragraph 6";
const ACCESS: &str = "UK GDPR Article 15(1) and (3)";
const OTHERS: &str = "DPA 2018 Schedule 2 paragraph 16";
const PARENT: &str = "DPA 2018 Schedule 3 paragraph 4";

/// What becomes of an item. `proposed` says whether something was found in it that somebody might want to take out;
/// `opinions` are those on the whole record.
#[must_use]
pub fn decide(
    item: &Item,
    decision: Option<&Decision>,
    opinions: &[Opinion],
    proposed: bool,
    asked: &Asked,
) -> Outcome {
    let Some(decision) = decision else { return undecided(item, proposed) };
    if decision.check(item, opinions).is_err() {
        return pending(Why::Wrong);
    }
    // What was kept back stays back; what was to go out is another thing now.
    if decision.version != item.version && decision.choice != Choice::Withhold {
        return pending(Why::Changed);
    }
    if let Some(why) = not_kept_back(item, decision, opinions, asked) {
        return pending(why);
    }
    if decision.choice == Choice::Withhold {
        // Every decision to withhold that passed the check has a ground.
        return decision.ground.map_or_else(|| pending(Why::Wrong), withheld);
    }
    match let_go(item, decision, opinions, asked) {
        Err(why) => pending(why),
        Ok((because, source)) => Outcome {
            fate: match decision.choice {
                Choice::Redact => Fate::DiscloseRedacted(decision.spans.clone()),
                _ => Fate::Disclose,
            },
            because,
            source,
        },
    }
}

fn undecided(item: &Item, proposed: bool) -> Outcome {
    let why = |because: &str, source| Outcome {
        fate: Fate::Pending(Why::Undecided),
        because: because.to_owned(),
        source,
    };
    if item.health || item.kind.is_health() {
        why("it is about health, and nobody has decided", HEALTH)
    } else if item.kind.is_register() {
        why("it is an entry of the practice's registers, and nobody has looked at it", ACCESS)
    } else if proposed {
        why("it may name somebody else, and nobody has decided", OTHERS)
    } else {
        Outcome {
            fate: Fate::Disclose,
            because: "it is not about health, and nothing was found in it of anybody else".to_owned(),
            source: ACCESS,
        }
    }
}

fn withheld(ground: Ground) -> Outcome {
    Outcome {
        fate: Fate::Withhold(ground),
        because: format!("it was decided: {}", ground.in_words()),
        source: ground.source(),
    }
}

fn pending(why: Why) -> Outcome {
    let (because, source) = match why {
        Why::Undecided => ("nobody has decided", ACCESS),
        Why::Changed => ("it has changed since it was decided", ACCESS),
        Why::NeedsOpinion => {
            ("the person does not know it, and there is no opinion of a health professional on it", HEALTH)
        }
        Why::StaleOpinion => {
            ("the opinion is older than six months", "DPA 2018 Schedule 3 paragraphs 5(4) and 6(4)")
        }
        Why::NeedsOpinionThatMet => {
            ("serious harm cannot be relied on without an opinion that the test is met", HARM)
        }
        Why::NotHealth => ("serious harm is a ground for data concerning health alone", HARM),
        Why::OpinionAgainst => ("an opinion says that serious harm is likely", HARM),
        Why::NoHealthProfessional => ("the controller is no health professional", "DPA 2018 section 204"),
        Why::NeedsReasons => {
            ("the reasons of the health professional's own judgement are not recorded", HARM)
        }
        Why::NoParent => ("the ground is for a parent of a child, or a deputy, who asks", PARENT),
        Why::Wrong => ("the decision does not fit the item", ACCESS),
    };
    Outcome { fate: Fate::Pending(why), because: because.to_owned(), source }
}

/// Why what a decision keeps back cannot be kept back on its grounds. Pending keeps it back as well.
fn not_kept_back(item: &Item, decision: &Decision, opinions: &[Opinion], asked: &Asked) -> Option<Why> {
    let health = item.health || item.kind.is_health();
    let back = decision.grounds().filter(|ground| ground.keeps_back());
    for ground in back {
        match ground {
            // Paragraph 5 is about data concerning health, and nothing else.
            Ground::SeriousHarm if !health => return Some(Why::NotHealth),
            Ground::SeriousHarm if asked.health_professional => {
                let said = given(decision, opinions, true, asked.today) == Given::InDate;
                if !said && decision.words.is_none() {
                    return Some(Why::NeedsReasons);
                }
            }
            Ground::SeriousHarm => match given(decision, opinions, true, asked.today) {
                Given::InDate => {}
                Given::Stale => return Some(Why::StaleOpinion),
                Given::Never => return Some(Why::NeedsOpinionThatMet),
            },
            Ground::NotForParent if !asks_for_another(asked) => return Some(Why::NoParent),
            _ => {}
        }
    }
    None
}

/// Why an item may go out; or why it may not yet.
fn let_go(
    item: &Item,
    decision: &Decision,
    opinions: &[Opinion],
    asked: &Asked,
) -> Result<(String, &'static str), Why> {
    if decision.ground == Some(Ground::OwnJudgement) && !asked.health_professional {
        return Err(Why::NoHealthProfessional);
    }
    if !(item.health || item.kind.is_health()) {
        return Ok(("it was decided, and is not about health".to_owned(), ACCESS));
    }
    // What is likely to harm is what the words taken out for it are; nothing else of the item is then.
    let harm_is_out = decision.spans.iter().any(|span| span.ground == Ground::SeriousHarm);
    let met = given(decision, opinions, true, asked.today) == Given::InDate && !harm_is_out;
    if asked.health_professional {
        let judged = decision.ground == Some(Ground::OwnJudgement) && decision.words.is_some();
        return match (met, judged) {
            (true, false) => Err(Why::OpinionAgainst),
            _ => Ok(("it was decided by a health professional".to_owned(), HARM)),
        };
    }
    match decision.ground {
        // Paragraph 6(2) lifts the ban to the extent of what the person knows, whatever an opinion says.
        Some(Ground::KnownToSubject) => {
            Ok(("the person has seen it or knows it".to_owned(), Ground::KnownToSubject.source()))
        }
        Some(Ground::HarmTestNotMet) if met => Err(Why::OpinionAgainst),
        Some(Ground::HarmTestNotMet) => match given(decision, opinions, false, asked.today) {
            Given::InDate => Ok((
                "an opinion in date says that serious harm is not likely".to_owned(),
                Ground::HarmTestNotMet.source(),
            )),
            Given::Stale => Err(Why::StaleOpinion),
            Given::Never => Err(Why::NeedsOpinion),
        },
        _ => Err(Why::NeedsOpinion),
    }
}

#[derive(PartialEq, Eq)]
enum Given {
    InDate,
    Stale,
    Never,
}

/// Whether one of the opinions that a decision rests on says so, and is in date.
fn given(decision: &Decision, opinions: &[Opinion], met: bool, today: NaiveDate) -> Given {
    let mut said = decision.resting_on(opinions).filter(|opinion| opinion.met == met).peekable();
    if said.peek().is_none() {
        Given::Never
    } else if said.any(|opinion| in_date(opinion.on, today)) {
        Given::InDate
    } else {
        Given::Stale
    }
}

/// Whether an opinion of a day can be relied on: it was obtained in the six months that end with the day. They are counted
/// by the calendar and roll over nothing: section 205(2) takes these paragraphs out of Regulation 1182/71.
#[must_use]
pub fn in_date(on: NaiveDate, relied_on: NaiveDate) -> bool {
    first_day(relied_on).is_some_and(|first| first <= on) && on <= relied_on
}

/// The first day of the six months that end with a day. Where the month six before is shorter than the day, they begin with
/// the month after it.
#[must_use]
pub fn first_day(relied_on: NaiveDate) -> Option<NaiveDate> {
    relied_on.checked_sub_months(Months::new(6))?.checked_add_days(Days::new(1))
}

/// The last day on which an opinion can be relied on.
#[must_use]
pub fn last_day(on: NaiveDate) -> Option<NaiveDate> {
    let about = on.checked_add_months(Months::new(6))?;
    // Months differ in length: of the days about there, the last for which the rule above holds.
    about.iter_days().take(5).chain(about.iter_days().rev().take(5)).filter(|day| in_date(on, *day)).max()
}

/// Whether who asks is one from whom a person may have kept something: a parent, of somebody under 18 or in Scotland under
/// 16, or a deputy.
///
/// Where the date of birth is not known a child is presumed: that keeps more back.
#[must_use]
pub fn asks_for_another(asked: &Asked) -> bool {
    let limit = if asked.nation == Nation::Scotland { 16 } else { 18 };
    match asked.requester {
        Requester::Parent => asked.born.is_none_or(|born| period::age_on(born, asked.today) < limit),
        Requester::Deputy => true,
        _ => false,
    }
}

/// Whether the person can be taken to know an item of a kind already: what they said or gave, what was sent to them. It is
/// shown to whoever decides, and decides nothing.
#[must_use]
pub const fn default_known(kind: ItemKind) -> bool {
    use ItemKind::{Contact, Contract, Dates, Details, Intake, Invoice};
    // A letter may be to or about them, a session note holds what was thought beside what was said.
    matches!(kind, Details | Contact | Dates | Contract | Intake | Invoice)
}

#[cfg(test)]
mod tests;
