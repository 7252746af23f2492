//! Which entries are asked for.

use super::super::given;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::event::Action;
use crate::records::instant;
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::vault::Wanted;

/// Which entries; all without these.
#[derive(clap::Args)]
pub struct Filter {
    /// About this: a client, a note, a file, a request, a kit, a certificate
    #[arg(long, value_name = "REFERENCE")]
    about: Option<String>,
    /// What was done: an action such as note.shown, or all that begin so, such as erasure
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// By this member's number; host for the machine
    #[arg(long, value_name = "N")]
    by: Option<String>,
    /// From this day on
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Before this day
    #[arg(long, value_name = "DATE")]
    before: Option<String>,
}

impl Filter {
    /// What is asked for.
    ///
    /// # Errors
    /// When something is no reference, action, member or day.
    pub fn wanted(&self) -> Result<Wanted, Failure> {
        let about = self.about.as_deref().map(|text| {
            text.parse::<Reference>().map_err(|_| {
                Failure::Usage(
                    "--about is no reference".to_owned(),
                    "references are C-0001, E-0001 and so on".to_owned(),
                )
            })
        });
        let by = self.by.as_deref().map(|text| match text {
            "host" => Ok(MemberNumber::HOST),
            _ => text.parse().map(MemberNumber).map_err(|_| {
                Failure::Usage("--by is no member".to_owned(), "give a number such as 1, or host".to_owned())
            }),
        });
        // A day begins in London, and entries have the time in UTC.
        let day = |text: Option<&String>, flag: &str| {
            let begins = |text: &String| {
                let midnight = given::instant(&format!("{} 00:00", given::date(text, flag)?), flag)?;
                Ok::<_, Failure>(instant::stored(midnight))
            };
            text.map(begins).transpose()
        };
        Ok(Wanted {
            entry: None,
            about: about.transpose()?,
            action: self.action.as_deref().map(action).transpose()?,
            by: by.transpose()?,
            since: day(self.since.as_ref(), "--since")?,
            before: day(self.before.as_ref(), "--before")?,
        })
    }
}

fn action(text: &str) -> Result<String, Failure> {
    let known = |action: &Action| {
        action.code() == text || action.code().split_once('.').is_some_and(|(group, _)| group == text)
    };
    if Action::ALL.iter().any(known) {
        return Ok(text.to_owned());
    }
    Err(Failure::Usage(
        "--action is nothing that is logged".to_owned(),
        "give an action as praxis audit log prints it, or its first word".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_when_it_does_in_london() {
        let filter = |since: &str| Filter {
            about: None,
            action: None,
            by: None,
            since: Some(since.to_owned()),
            before: Some("22/11/2026".to_owned()),
        };
        let wanted = filter("2026-06-01").wanted().expect("days");
        assert_eq!(wanted.since.as_deref(), Some("2026-05-31T23:00:00Z"));
        assert_eq!(wanted.before.as_deref(), Some("2026-11-22T00:00:00Z"));
        assert!(matches!(filter("2026-06-31").wanted(), Err(Failure::Usage(..))));
    }
}
