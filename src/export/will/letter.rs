//! The letter of a clinical will: for somebody who is no technician, on a day on which nobody can be asked. No client's data.

use std::fmt::Write;

use chrono::NaiveDate;

use super::{FORMAT, READER};
use crate::export::words::day;
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::records::schedule::{Disposal, Period, Schedule, Trigger};
use crate::records::text::counted;
use crate::records::will::{CONTACTS, DUTIES, KIT, LETTER};

/// The length of a line, in characters.
const WIDTH: usize = 78;
/// Where somebody writes by hand.
const BLANK: &str = "______________________________________________";

/// What the letter says.
pub struct Letter<'a> {
    /// Which will.
    pub will: Reference,
    /// The day it was made.
    pub made: NaiveDate,
    /// Who the practice is.
    pub practice: &'a str,
    /// How to reach it.
    pub contact: Option<&'a str>,
    /// To whom it is addressed.
    pub trustee: &'a str,
    /// The kit beside it.
    pub kit: Reference,
    /// How many clients are to be called.
    pub clients: usize,
    /// Of how many of them no number is on record.
    pub without_phone: usize,
    /// How many are left out, because their record is restricted.
    pub restricted: usize,
    /// The rules of the practice, where it has any.
    pub schedule: Option<&'a Schedule>,
    /// The newest backups, the newest first.
    pub backups: &'a [Kept],
    /// Whom the practice pays its fee to: name, telephone, the practice's number there.
    pub regulator: (&'a str, &'a str, Option<&'a str>),
}

/// A backup, as far as a letter tells of it.
pub struct Kept {
    /// Its reference.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// Where it was written.
    pub place: String,
}

impl Letter<'_> {
    /// The whole letter.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = Page::default();
        self.opening(&mut page);
        Self::secrets(&mut page);
        self.clients(&mut page);
        self.records(&mut page);
        self.opening_the_records(&mut page);
        self.whom_to_tell(&mut page);
        page.0
    }

    fn opening(&self, page: &mut Page) {
        page.line(&format!("CLINICAL WILL {} OF {}", self.will, self.practice));
        page.line(&format!("made on {} for {}", day(self.made), self.trustee));
        page.line("");
        page.paragraph(&format!(
            "You have agreed to look after the clients and the records of {} on the day on which the practitioner has died \
             or can no longer work. This folder is for that day. Until then keep it where nobody else comes to it, print \
             this letter, and open nothing else.",
            self.practice
        ));
        page.heading("WHAT IS IN THE FOLDER");
        for (name, what) in [
            (LETTER, "this letter. It names no client".to_owned()),
            (
                CONTACTS,
                format!(
                    "whom to call: first name and telephone number of {}. Only your own key opens it",
                    counted(self.clients, "client")
                ),
            ),
            (
                DUTIES,
                "how long each record must stay, by number and without a name. Only your own key opens it"
                    .to_owned(),
            ),
            (
                KIT,
                format!(
                    "the recovery kit {}. With its passphrase it opens every record of the practice",
                    self.kit
                ),
            ),
            (
                FORMAT.0,
                "how the records are stored, for a programmer: they can be read without the program"
                    .to_owned(),
            ),
            (READER.0, "the same as a short program".to_owned()),
        ] {
            page.entry(name, &what);
        }
    }

    fn secrets(page: &mut Page) {
        page.heading("THE TWO SECRETS");
        page.item("1.", "Your own key: the file that age-keygen made for you. Nobody else has it.");
        page.item(
            "2.",
            "The passphrase of the kit. It is not in this folder, and must never be kept with it. Write down here, on the \
             paper, who or what has it:",
        );
        page.line(&format!("   {BLANK}"));
        page.line("");
        page.paragraph(&format!(
            "Whoever has {KIT} and its passphrase opens everything: every name and every note, in every backup that they \
             can get, and nobody can take that back from them. If the folder is lost or stolen, tell the practice at once."
        ));
    }

    fn clients(&self, page: &mut Page) {
        page.heading("FIRST: THE CLIENTS");
        page.paragraph(&format!(
            "When this was made, work went on with {}. They wait for their next session. Call them before anything else.",
            counted(self.clients, "client")
        ));
        page.item("1.", "Install age: https://age-encryption.org. It is free, small, and on every system.");
        page.item("2.", "Open a terminal in this folder, and type, with the path of your own key:");
        page.line("");
        page.line(&format!("       age -d -o contacts.txt -i YOUR-KEY {CONTACTS}"));
        page.line("");
        page.item(
            "3.",
            "Open contacts.txt with any text editor. Not with a spreadsheet: it drops the 0 that a number begins with. An \
             apostrophe in front of a number does not belong to it. The first name is what the client goes by, or the first word of the name: it may be a surname that was written first.",
        );
        page.item(
            "4.",
            "Call each. Say who you are and whom you act for, and no more until you know that you speak to the person \
             themselves: that somebody sees a therapist is confidential. Leave no message that says it.",
        );
        page.item(
            "5.",
            "Where child says yes, the client was under 18 when this was made: speak to a parent or guardian first. The number \
             may be theirs; who they are stands in the record.",
        );
        page.item("6.", "Delete contacts.txt, and empty the trash.");
        if self.without_phone > 0 {
            page.paragraph(&format!(
                "Of {} no telephone number is on record. How else to reach them stands in their record: see below.",
                counted(self.without_phone, "client")
            ));
        }
        if self.restricted > 0 {
            page.paragraph(&format!(
                "{} left out, because the use of their record is restricted by law (UK GDPR Article 18). Ask for advice \
                 before you open their record.",
                verb(self.restricted)
            ));
        }
        page.paragraph(
            "The list is as old as this letter. Who came since is not on it; the records themselves say who is a client now.",
        );
    }

    fn records(&self, page: &mut Page) {
        page.heading("THE RECORDS");
        page.paragraph(
            "Destroy nothing before its day, and keep nothing readable for anybody to find. Insurers, the law and clients \
             themselves may want a record for years, and what is destroyed cannot be got back. How long each stays is in:",
        );
        page.line("");
        page.line(&format!("       age -d -o duties.txt -i YOUR-KEY {DUTIES}"));
        page.line("");
        for (name, what) in [
            (
                "may_go_from",
                "the first day on which the record may go. Until then it stays. not known: a fact or a rule is missing, and it \
                 stays until the insurer or the professional body has been asked",
            ),
            (
                "then",
                "what is done on that day. review: somebody decides. erase: it is destroyed. anonymise: destroyed but for \
                 years and counts. keep: it stays",
            ),
            (
                "hold",
                "yes: the record must not be destroyed, whatever the day: an inquest, a claim or an inquiry needs it",
            ),
            (
                "open_request",
                "yes: somebody has asked for something that the law gives a month for, such as a copy of the record. The \
                 record must not be destroyed until it is answered",
            ),
            ("open_complaint", "yes: a complaint waits for an answer"),
            (
                "open_breach",
                "yes: records were lost or seen by others, and that is not settled. Some of it has to be reported within 72 \
                 hours of becoming known",
            ),
        ] {
            page.entry(name, what);
        }
        page.line("");
        let Some(schedule) = self.schedule else {
            page.paragraph(
                "The practice has no retention schedule: nobody has said how long records stay. Ask its professional body \
                 and its insurer before anything goes.",
            );
            return;
        };
        page.paragraph(&format!(
            "The rules of the practice ({}), each with where it comes from:",
            schedule.name
        ));
        for rule in &schedule.rules {
            let (period, class) = (rule.period, rule.class.code());
            let how_long = match period {
                Period::Always => "for ever".to_owned(),
                Period::Birthday { .. } => format!("until the {period}"),
                _ => format!("{period} from {}", from(rule.trigger)),
            };
            page.item(
                "-",
                &format!("{} ({class}): {how_long}, then {} ({})", rule.name, then(rule.action), rule.source),
            );
        }
    }

    fn opening_the_records(&self, page: &mut Page) {
        page.heading("OPENING THE RECORDS, WHERE IT MUST BE");
        page.paragraph(
            "It takes a backup and the kit. Read no more than you need. The newest backups that open with the kit, as far as was \
             on record when this was made; look there for newer ones, and take the whole folder, the files that end with \
             .praxis-keyring too:",
        );
        for kept in self.backups {
            let made = kept.made.parse().map_or_else(|_| kept.made.clone(), day);
            // A path is not wrapped: two blanks in it are two blanks.
            page.item("-", &format!("{} of {made}:", kept.reference));
            page.line(&format!("   {}", kept.place));
        }
        if self.backups.is_empty() {
            page.item("-", "none was on record. Without a backup the kit opens nothing but the vault of the practice's own machine.");
        }
        page.line("");
        page.paragraph("Where else backups are kept (the practice fills this in, by hand, on the paper):");
        page.line(&format!("   {BLANK}"));
        page.line("");
        page.paragraph(&format!(
            "With the program, praxis, on any Linux or Mac. This was made with version {}; where it is to be had (likewise by \
             hand):",
            env!("CARGO_PKG_VERSION")
        ));
        page.line(&format!("   {BLANK}"));
        page.line("");
        page.paragraph(
            "It asks for the passphrase of the kit, makes a key for you, and puts the records together in a new folder. Write \
             down the passphrase of that key, which is shown once: without it the new folder does not open again. The list \
             then says who is who by the numbers in the lists. Make no new vault, whatever the program proposes.",
        );
        page.line("");
        page.line(&format!("       praxis restore BACKUP --to NEW-FOLDER --kit {KIT}"));
        page.line("       praxis client list --vault NEW-FOLDER");
        page.line("       praxis client show C-0001 --vault NEW-FOLDER");
        page.line("");
        page.paragraph(
            "Once nobody needs it any more, destroy NEW-FOLDER and the key that was made for you: together they open every \
             record.",
        );
        page.line("");
        page.paragraph(&format!(
            "Without the program: give {}, {} and this letter to somebody who writes programs, and the kit only if you trust \
             them with everything. age opens the kit (\"age -d {KIT}\", with the passphrase), and what is in it opens the \
             backup; {} says each step, and {} shows them at work on a vault with its own key files.",
            FORMAT.0, READER.0, FORMAT.0, READER.0
        ));
    }

    fn whom_to_tell(&self, page: &mut Page) {
        page.heading("WHOM TO TELL (the practice fills this in, by hand, on the paper)");
        for whom in [
            "Insurer, policy number",
            "Professional body, membership",
            "Supervisor",
            "Landlord",
            "Accountant",
            "Others",
        ] {
            page.line(&format!("  {whom}:"));
            page.line(&format!("   {BLANK}"));
        }
        let (name, phone, number) = self.regulator;
        let number = number.map(|number| format!(", registration {number}")).unwrap_or_default();
        page.line("");
        page.paragraph(&format!(
            "{name}, {phone}{number}: that the practice ends, and, within 72 hours, if records are lost or seen by others. \
             Ask the insurer and the professional body who answers for the records from now on."
        ));
        if let Some(contact) = self.contact {
            page.paragraph("The practice itself, while it is there:");
            contact.lines().for_each(|line| page.line(&format!("   {line}")));
        }
    }
}

/// `1 client is`, `2 clients are`.
fn verb(number: usize) -> String {
    format!("{} {}", counted(number, "client"), if number == 1 { "is" } else { "are" })
}

const fn from(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::LastContact => "the last contact",
        Trigger::EndOfWork => "the end of the work",
        Trigger::Birth => "the birth",
        Trigger::Death => "the death",
        Trigger::Written => "the day it was written",
        Trigger::Closed => "the day it was closed",
        Trigger::TaxReturn => "the 31 January after the end of the tax year",
        Trigger::Trashed => "the day it was thrown away",
        Trigger::Superseded => "the day a later version took its place",
    }
}

const fn then(action: Disposal) -> &'static str {
    match action {
        Disposal::Review => "somebody decides",
        Disposal::Erase => "it is destroyed",
        Disposal::Anonymise => "it is destroyed but for years and counts",
        Disposal::Keep => "it stays",
    }
}

/// Lines of text, no longer than a page is wide.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.0, "{text}");
    }

    fn heading(&mut self, text: &str) {
        let _ = write!(self.0, "\n{text}\n\n");
    }

    fn paragraph(&mut self, text: &str) {
        self.wrapped("", 0, text);
    }

    fn item(&mut self, mark: &str, text: &str) {
        self.wrapped(&format!("{mark} "), 3, text);
    }

    fn entry(&mut self, name: &str, text: &str) {
        self.wrapped(&format!("  {name:<15} "), 18, text);
    }

    /// Text behind `first`; what follows on other lines is indented.
    fn wrapped(&mut self, first: &str, indent: usize, text: &str) {
        let mut line = format!("{first:<indent$}");
        let mut empty = true;
        for word in text.split_whitespace() {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(line.trim_end());
                line = " ".repeat(indent);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::reference::Register;
    use crate::records::schedule::{Class, Rule};

    fn letter<'a>(schedule: Option<&'a Schedule>, backups: &'a [Kept]) -> Letter<'a> {
        Letter {
            will: Reference::new(Register::Will, 1),
            made: "2026-11-23".parse().expect("a day"),
            practice: "Willow Rooms",
            contact: Some("1 High Street\nLeeds"),
            trustee: "Ann Trustee",
            kit: Reference::new(Register::Kit, 2),
            clients: 12,
            without_phone: 0,
            restricted: 0,
            schedule,
            backups,
            regulator: ("Information Commissioner's Office", "0303 123 1113", Some("ZA000000")),
        }
    }

    #[test]
    fn it_says_what_to_do_first_and_what_opens_everything() {
        let schedule = Schedule {
            name: "insurer-7".to_owned(),
            batch_month: None,
            rules: vec![Rule {
                name: "adult".to_owned(),
                class: Class::ALL[0],
                trigger: Trigger::LastContact,
                period: Period::Years(7),
                action: Disposal::Erase,
                source: "the insurer".to_owned(),
                dated: "2026-11-22".parse().expect("a day"),
            }],
        };
        let reference = Reference::new(Register::Backup, 3);
        let place = "/media/stick/my  back ups of a practice with a long name, and a long path as well/a.age";
        let backups = [Kept { reference, made: "2026-11-20".to_owned(), place: place.to_owned() }];
        let text = letter(Some(&schedule), &backups).text();
        for said in [
            "CLINICAL WILL W-01 OF Willow Rooms\nmade on 23 November 2026 for Ann Trustee\n",
            "age -d -o contacts.txt -i YOUR-KEY contacts.age",
            "age -d -o duties.txt -i YOUR-KEY duties.age",
            "praxis restore BACKUP --to NEW-FOLDER --kit kit.age",
            "-  A-0003 of 20 November 2026:\n   /media/stick/my  back ups of a practice with a long name, and a long path as well/a.age\n",
            "praxis client list --vault NEW-FOLDER",
            ".praxis-keyring",
            env!("CARGO_PKG_VERSION"),
            "opens everything",
            "7 years from the last contact, then",
            "0303 123 1113",
            "   1 High Street\n   Leeds\n",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        assert!(!text.contains("Article 18") && !text.contains("no telephone number is on record"));
        let first = text.find("FIRST: THE CLIENTS").expect("there");
        assert!(first < text.find("THE RECORDS").expect("there"));
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH || line.trim() == place, "{line}");
            assert_eq!(line, line.trim_end());
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let text = Letter { without_phone: 2, restricted: 1, ..letter(None, &[]) }.text();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in [
            "Of 2 clients no telephone number is on record.",
            "1 client is left out",
            "has no retention schedule",
            "none was on record",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
    }
}
