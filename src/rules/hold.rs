//! Whom a hold on a class of clients covers. In doubt it covers: a record that is held is not lost.

use chrono::{Datelike, NaiveDate};

use crate::records::client::{Dates, Person, Status, Tag};
use crate::records::hold::{Covered, Scope};

/// Whether a hold on a class covers a client.
#[must_use]
pub fn covers(scope: &Scope, person: &Person, dates: &Dates) -> bool {
    let class = match scope.class {
        Covered::All => true,
        Covered::Child => person.born.is_none_or(|born| under_18(born, dates.first_contact)),
        Covered::Nhs => person.tags.contains(&Tag::Nhs),
        Covered::Safeguarding => person.tags.contains(&Tag::Safeguarding),
        Covered::Enquiry => person.tags.contains(&Tag::Enquiry),
        Covered::Deceased => dates.status() == Status::Died,
    };
    let last = [Some(dates.last_contact), dates.ended].into_iter().flatten().max();
    // Work that has not ended goes on.
    let after = dates.status() == Status::Active || scope.from.is_none_or(|from| last >= Some(from));
    class && after && scope.to.is_none_or(|to| dates.first_contact <= to)
}

/// Who is born on 29 February is 18 on 1 March, as the Family Law Reform Act 1969 section 9 is read.
fn under_18(born: NaiveDate, on: NaiveDate) -> bool {
    let years = on.year() - born.year() - i32::from((on.month(), on.day()) < (born.month(), born.day()));
    years < 18
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::client::{Basis, ClientKind, Condition};
    use crate::records::restriction::Restrictions;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn client(born: Option<&str>, first: &str, last: &str, ended: bool) -> (Person, Dates) {
        let person = Person {
            name: String::new(),
            kind: ClientKind::Individual,
            members: Vec::new(),
            known_as: None,
            pronouns: None,
            born: born.map(day),
            nhs_number: None,
            guardian: None,
            referrer: None,
            basis: Basis::Contract,
            condition: Condition::HealthCare,
            tags: [Tag::Nhs].into(),
            source: None,
        };
        let dates = Dates {
            restrictions: Restrictions::default(),
            statements: Vec::new(),
            first_contact: day(first),
            last_contact: day(last),
            ended: ended.then(|| day(last)),
            died: None,
            reviewed: None,
            groups: Vec::new(),
            history: Vec::new(),
        };
        (person, dates)
    }

    #[test]
    fn who_is_covered() {
        let scope = |class, from: Option<&str>, to: Option<&str>| Scope {
            class,
            from: from.map(day),
            to: to.map(day),
        };
        let (person, dates) = client(Some("2000-06-15"), "2018-06-14", "2019-01-01", true);
        for (class, from, to, covered) in [
            (Covered::All, None, None, true),
            (Covered::Child, None, None, true),
            (Covered::Nhs, None, None, true),
            (Covered::Safeguarding, None, None, false),
            (Covered::Enquiry, None, None, false),
            (Covered::Deceased, None, None, false),
            (Covered::All, Some("2019-01-01"), None, true),
            (Covered::All, Some("2019-01-02"), None, false),
            (Covered::All, None, Some("2018-06-14"), true),
            (Covered::All, None, Some("2018-06-13"), false),
        ] {
            assert_eq!(
                covers(&scope(class, from, to), &person, &dates),
                covered,
                "{class:?} {from:?} {to:?}"
            );
        }
        let (person, dates) = client(Some("2000-06-15"), "2018-06-15", "2019-01-01", true);
        assert!(!covers(&scope(Covered::Child, None, None), &person, &dates), "18 that very day");
        let (person, dates) = client(None, "2018-06-15", "2019-01-01", false);
        assert!(covers(&scope(Covered::Child, None, None), &person, &dates), "nobody knows");
        assert!(covers(&scope(Covered::All, Some("2025-01-01"), None), &person, &dates), "work goes on");
    }
}
