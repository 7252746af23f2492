//! The text for the Commissioner's form: its questions in its order, each with what is on record. The form on the web cannot be
//! saved half way, so all of it must be at hand before somebody begins; names do not belong in it.

use chrono::{DateTime, Utc};

use super::{Account, Practice, moment, words};
use crate::export::page::marked;
use crate::records::breach::{Answer, Cause, DataCategory, Facts, PeopleCategory};
use crate::records::instant::in_words;

/// The text, and what it does not answer.
pub struct Report {
    /// The text.
    pub text: String,
    /// Questions to which nothing is on record.
    pub missing: Vec<&'static str>,
    /// Questions to which the answer on record is that it is not known yet.
    pub unknown: Vec<&'static str>,
}

/// The text about a breach as it is on record at an instant.
#[must_use]
pub fn report(account: &Account<'_>, practice: &Practice, now: DateTime<Utc>) -> Report {
    let known = account.breach.known();
    let reference = account.reference;
    let mut form = Form {
        text: String::with_capacity(4 << 10),
        update: format!("praxis breach update {reference}"),
        missing: Vec::new(),
        unknown: Vec::new(),
    };
    head(&mut form, account, practice, now);

    form.part("1. What happened");
    form.text("What happened", known.description.as_deref());
    form.code("How it came about", known.cause.map(words::cause));

    form.part("2. When");
    form.text("When the breach happened", happened(&known).as_deref());
    form.text("When you found out", account.aware_in_words().as_deref());

    form.part("3. Staff and their training");
    form.text("Who noticed, by role", known.noticed_by.as_deref());
    form.code(
        "Had the staff member involved received data protection training in the last two years?",
        known.trained.map(words::answer),
    );

    form.part("4. How much data, how many people, which risk");
    form.text("Number of personal data records concerned", number(known.record_count).as_deref());
    form.text("How many data subjects could be affected", number(known.people_count).as_deref());
    form.code("Were the data encrypted?", known.encrypted.map(words::answer));
    if known.encrypted == Some(Answer::Yes) {
        form.code("Is the key safe?", known.key_safe.map(words::answer));
    }
    let decided = account.breach.decided();
    let decided = decided.map(|(risk, because, ..)| format!("{}: {because}", words::risk(risk)));
    form.ask(
        "The risk to people, as decided",
        decided.as_deref(),
        &format!("praxis breach assess {reference}"),
    );

    form.part("5. Measures before and actions after");
    form.text("Measures in place before, to prevent it", known.measures_before.as_deref());
    form.text("What was done to stop it and to lessen it", known.containment.as_deref());
    form.text("When it was contained", known.contained.as_deref().map(moment).as_deref());
    form.text("What is done so that it does not happen again", known.measures_after.as_deref());
    form.answer("Have you told the people affected?", &told(account));
    form.answer("Other organisations told", &others(account));

    form.part("6. Categories");
    form.list("Categories of personal data", known.data.as_deref(), words::data, DataCategory::Unknown);
    form.list("Categories of data subjects", known.people.as_deref(), words::people, PeopleCategory::Unknown);

    form.part("7. Consequences");
    form.text("Potential consequences for the people affected", known.consequences.as_deref());
    form.code(
        "How likely is it that they experience significant consequences?",
        known.likelihood.map(words::likelihood),
    );

    form.part("8. Cyber incidents, and what was affected");
    form.code("Was it the result of a cyber incident?", known.cyber.map(words::answer));
    let kinds = known.kinds.as_deref();
    let kinds = kinds.map(|kinds| lines(kinds.iter().map(|kind| words::kind(*kind))));
    form.text("Affected: confidentiality, integrity, availability", kinds.as_deref());
    // The form asks these two of cyber incidents alone.
    let cyber = known.cyber != Some(Answer::No);
    if cyber || known.impact.is_some() {
        form.code("Impact on your organisation", known.impact.map(words::impact));
    }
    if cyber || known.recovery.is_some() {
        form.code("Recovery time", known.recovery.map(words::recovery));
    }

    form.part("9. Through whom, and how it was discovered");
    form.code("The breach occurred by", known.actor.map(words::actor));
    if known.processor.is_some() || known.cause == Some(Cause::Processor) {
        form.text("The processor involved", known.processor.as_deref());
        form.text("When the processor told you", known.processor_told.as_deref().map(moment).as_deref());
    }
    form.text("How you discovered it", known.discovered.as_deref());

    form.part("10. Who reports");
    form.answer("Organisation", &practice.name);
    form.ask("Contact", practice.contact.as_deref(), "contact in [privacy] of praxis.toml");
    form.answer("Data protection officer", practice.dpo.as_deref().unwrap_or("None"));
    form.finish()
}

fn head(form: &mut Form, account: &Account<'_>, practice: &Practice, now: DateTime<Utc>) {
    let (reference, regulator) = (account.reference, &practice.regulator);
    form.line(&format!("Report of a personal data breach: {reference}"));
    form.line(&format!("For the {}, as on record on {}", regulator.name, in_words(now)));
    form.line("");
    form.line(
        "The online form cannot be saved: have all of this at hand before you begin. Do not include names.",
    );
    form.line(
        "What is not known yet can follow in a further report, without undue further delay (Article 33(4)).",
    );
    form.line(&format!("Telephone: {}", regulator.phone));
    form.part("About this report");
    let reports = account.reports();
    let which = match reports.first() {
        None => "A first report".to_owned(),
        Some(first) => {
            let number = reports.iter().rev().find_map(|report| report.number);
            let number = number.map(|number| format!("; their number for it: {number}")).unwrap_or_default();
            format!(
                "A further report (Article 33(4)). The first was made on {}{number}",
                moment(account.breach.reported().unwrap_or(first.at))
            )
        }
    };
    form.answer("Which report", &which);
    form.answer("To be made by", &format!("{}: 72 hours after you found out", in_words(account.due)));
    if account.is_late(now) {
        let late = reports.iter().rev().find_map(|report| report.late);
        let record = format!("praxis breach notify {reference} --to ico --at INSTANT --late-file FILE");
        form.ask("Reasons why it is later (Article 33(1))", late, &record);
    }
}

fn happened(known: &Facts) -> Option<String> {
    match (known.occurred_from.as_deref(), known.occurred_to.as_deref()) {
        (None, None) => None,
        (Some(from), None) => Some(moment(from)),
        (None, Some(to)) => Some(format!("until {}", moment(to))),
        (Some(from), Some(to)) => Some(format!("{} to {}", moment(from), moment(to))),
    }
}

fn told(account: &Account<'_>) -> String {
    let told = account.told().into_iter().map(|(at, means, count)| {
        let count = count.map(|count| format!(", {count} of them")).unwrap_or_default();
        format!("Yes, on {}, {}{count}", moment(at), words::means(means))
    });
    let mut lines: Vec<String> = told.collect();
    if let Some((ground, because, _)) = account.excepted() {
        let who = if lines.is_empty() { "No, decided not to" } else { "Others not" };
        lines.push(format!("{who}: {}: {because}", ground.in_words()));
    }
    if lines.is_empty() { "Not so far".to_owned() } else { lines.join("\n") }
}

fn others(account: &Account<'_>) -> String {
    let told = account.informed();
    if told.is_empty() {
        return "None so far".to_owned();
    }
    let told = told.into_iter().map(|(party, at, said)| {
        let said = said.map(|said| format!(": {said}")).unwrap_or_default();
        format!("{}, on {}{said}", words::party(party), moment(at))
    });
    told.collect::<Vec<_>>().join("\n")
}

fn number(count: Option<u32>) -> Option<String> {
    count.map(|count| count.to_string())
}

fn lines<'a>(points: impl Iterator<Item = &'a str>) -> String {
    points.collect::<Vec<_>>().join("\n")
}

/// The text as it grows.
struct Form {
    text: String,
    /// What to type for most of what is missing.
    update: String,
    missing: Vec<&'static str>,
    unknown: Vec<&'static str>,
}

/// Answers of the form that say that somebody has to come back to it.
const NOT_KNOWN: [&str; 2] = ["Not yet known", "Don't know"];

impl Form {
    fn line(&mut self, line: &str) {
        self.text.push_str(&marked(line));
        self.text.push('\n');
    }

    fn part(&mut self, title: &str) {
        self.line("");
        self.line(title);
    }

    fn answer(&mut self, question: &str, answer: &str) {
        self.line("");
        self.line(&format!("  {question}"));
        for line in answer.lines() {
            self.line(format!("    {line}").trim_end());
        }
    }

    fn ask(&mut self, question: &'static str, answer: Option<&str>, otherwise: &str) {
        if let Some(answer) = answer {
            return self.answer(question, answer);
        }
        self.missing.push(question);
        self.answer(question, &format!("not answered yet: {otherwise}"));
    }

    fn text(&mut self, question: &'static str, answer: Option<&str>) {
        let update = self.update.clone();
        self.ask(question, answer, &update);
    }

    fn code(&mut self, question: &'static str, answer: Option<&str>) {
        if answer.is_some_and(|answer| NOT_KNOWN.contains(&answer)) {
            self.unknown.push(question);
        }
        self.text(question, answer);
    }

    fn list<T: Copy + PartialEq>(
        &mut self,
        question: &'static str,
        answer: Option<&[T]>,
        word: impl Fn(T) -> &'static str,
        unknown: T,
    ) {
        if answer.is_some_and(|answer| answer.contains(&unknown)) {
            self.unknown.push(question);
        }
        let answer = answer.map(|codes| match codes {
            [] => "None".to_owned(),
            codes => lines(codes.iter().map(|code| word(*code))),
        });
        self.text(question, answer.as_deref());
    }

    fn finish(mut self) -> Report {
        self.part("Still to come");
        self.line("");
        let (missing, unknown) = (std::mem::take(&mut self.missing), std::mem::take(&mut self.unknown));
        if missing.is_empty() && unknown.is_empty() {
            self.line("  Nothing: every question is answered.");
        }
        for question in &missing {
            self.line(&format!("  - not answered yet: {question}"));
        }
        for question in &unknown {
            self.line(&format!("  - not known yet: {question}"));
        }
        Report { text: self.text, missing, unknown }
    }
}
