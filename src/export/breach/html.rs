//! The register as a page to read and to print: one file that asks for nothing (`export::page`).

use super::register::Register;
use super::{Account, moment, words};
use crate::export::page::{Page, policy};
use crate::export::words::day;
use crate::records::breach::{Exception, Facts, Risk};
use crate::records::text::counted;

/// The page.
#[must_use]
pub fn page(register: &Register<'_>) -> String {
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy(STYLE)));
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw(&format!(
        "<title>Register of personal data breaches</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    ));
    page.raw("<header>\n");
    page.element("p", " class=\"practice\"", &register.practice.name);
    page.raw("<h1>Register of personal data breaches</h1>\n<dl class=\"facts\">\n");
    page.term("Kept under", "UK GDPR Article 33(5)");
    page.term("As of", &crate::records::instant::in_words(register.made));
    page.term("Covers", &covers(register));
    page.term("In it", &counted(register.accounts.len(), "breach"));
    page.term("Clients", "by reference only");
    page.raw("</dl>\n</header>\n<main>\n");
    overview(&mut page, register);
    for account in &register.accounts {
        one(&mut page, account, &register.practice.regulator.name);
    }
    page.raw("</main>\n<footer>\n<p>End of the register.</p>\n</footer>\n</body>\n</html>\n");
    page.done()
}

fn covers(register: &Register<'_>) -> String {
    match (register.from, register.to) {
        (None, None) => "every breach, closed ones too".to_owned(),
        (Some(from), None) => format!("breaches that the practice became aware of from {} on", day(from)),
        (None, Some(to)) => format!("breaches that the practice became aware of until {}", day(to)),
        (Some(from), Some(to)) => {
            format!("breaches that the practice became aware of from {} to {}", day(from), day(to))
        }
    }
}

fn overview(page: &mut Page, register: &Register<'_>) {
    if register.accounts.is_empty() {
        page.raw("<p>No breach is on record.</p>\n");
        return;
    }
    page.raw("<section id=\"overview\">\n<h2>Overview</h2>\n");
    let rows = register.accounts.iter().map(|account| {
        let known = account.breach.known();
        [
            account.reference.to_string(),
            known.title.unwrap_or_default(),
            account.aware_on().map(day).unwrap_or_default(),
            decision(account),
            account.breach.reported().map_or_else(|| "no".to_owned(), crate::export::words::moment),
            told(account),
            account.breach.closed().map_or_else(|| "no".to_owned(), day),
        ]
    });
    page.table(
        &["Breach", "What", "Aware since", "Risk", "Commissioner told", "People told", "Closed"],
        rows,
    );
    page.raw("</section>\n");
}

fn decision(account: &Account<'_>) -> String {
    let risk = account.breach.decided().map(|(risk, ..)| risk);
    match risk {
        None => "not decided",
        Some(Risk::None) => "unlikely",
        Some(Risk::Risk) => "risk",
        Some(Risk::High) => "high",
    }
    .to_owned()
}

fn told(account: &Account<'_>) -> String {
    match (account.told().first(), account.excepted()) {
        (Some((at, ..)), _) => crate::export::words::moment(at),
        (None, Some((Exception::Disproportionate, ..))) => "in public, not yet".to_owned(),
        (None, Some(_)) => "need not be".to_owned(),
        (None, None) => "no".to_owned(),
    }
}

fn one(page: &mut Page, account: &Account<'_>, regulator: &str) {
    let breach = account.breach;
    let known = breach.known();
    let reference = account.reference;
    page.raw(&format!("<article id=\"{reference}\">\n"));
    page.element("h2", " dir=\"auto\"", &format!("{reference}: {}", known.title.as_deref().unwrap_or("")));
    let mut list = List { page, open: false };
    list.begin("Facts");
    list.said("Status", Some(breach.status().in_words()));
    list.said("What happened", known.description.as_deref());
    list.said("Aware since", account.aware_in_words().as_deref());
    list.said("Noticed by", known.noticed_by.as_deref());
    list.said("How it was noticed", known.discovered.as_deref());
    list.said("Began", known.occurred_from.as_deref().map(moment).as_deref());
    list.said("Ended", known.occurred_to.as_deref().map(moment).as_deref());
    list.codes("What was breached", known.kinds.as_deref(), words::kind);
    list.said("How it came about", known.cause.map(words::cause));
    list.said("Cyber incident", known.cyber.map(words::answer));
    list.said("Through whom", known.actor.map(words::actor));
    list.said("Processor", known.processor.as_deref());
    list.said("The processor told us", known.processor_told.as_deref().map(moment).as_deref());
    list.codes("Categories of data", known.data.as_deref(), words::data);
    list.codes("Categories of people", known.people.as_deref(), words::people);
    list.said("People, about", number(known.people_count).as_deref());
    list.said("Records, about", number(known.record_count).as_deref());
    let clients: Vec<String> = account.clients.iter().map(ToString::to_string).collect();
    list.said("Clients affected", (!clients.is_empty()).then(|| clients.join(", ")).as_deref());
    effects(&mut list, &known);
    list.begin("Assessment");
    let assessment = account.assessment.as_ref();
    list.said("Severity", assessment.map(|found| found.says.as_str()));
    list.said("How it was worked out", assessment.map(|found| found.how.join("\n")).as_deref());
    list.begin("Decision about the risk");
    match breach.decided() {
        None => list.said("Decided", Some("not yet")),
        Some((risk, because, decider, on)) => {
            list.said("Decided", Some(words::risk(risk)));
            list.said("Why", Some(because));
            list.said("By", Some(decider));
            list.said("On", Some(&day(on)));
        }
    }
    who_was_told(&mut list, account, regulator);
    list.begin("Afterwards");
    list.said("Lessons", known.lessons.as_deref());
    list.said("Documents", known.documents.as_deref());
    list.said("Closed", Some(&breach.closed().map_or_else(|| "no".to_owned(), day)));
    list.end();
    page.raw("</article>\n");
}

fn effects(list: &mut List<'_>, known: &Facts) {
    list.begin("Effects");
    list.said("Likely consequences", known.consequences.as_deref());
    list.said("How likely", known.likelihood.map(words::likelihood));
    list.said("Impact on the practice", known.impact.map(words::impact));
    list.said("Recovery", known.recovery.map(words::recovery));
    list.said("Encrypted", known.encrypted.map(words::answer));
    list.said("The key is safe", known.key_safe.map(words::answer));
    list.begin("Remedial action");
    list.said("In place before", known.measures_before.as_deref());
    list.said("To stop and lessen it", known.containment.as_deref());
    list.said("Contained", known.contained.as_deref().map(moment).as_deref());
    list.said("Against a repeat", known.measures_after.as_deref());
    list.said("Training in the last two years", known.trained.map(words::answer));
}

fn who_was_told(list: &mut List<'_>, account: &Account<'_>, regulator: &str) {
    list.begin("Who was told");
    let reports = account.reports();
    list.said("To be reported by", Some(&crate::records::instant::in_words(account.due)));
    if reports.is_empty() {
        list.said(regulator, Some("not told"));
    }
    for report in reports {
        let mut said = format!("{}, {}", moment(report.at), words::phase(report.phase));
        said.extend(report.number.map(|number| format!(", {number}")));
        said.extend(report.late.map(|late| format!("\nLate, because: {late}")));
        list.said(regulator, Some(&said));
    }
    for (at, means, count) in account.told() {
        let count = count.map(|count| format!(", {count} of them")).unwrap_or_default();
        list.said("People affected", Some(&format!("{}, {}{count}", moment(at), words::means(means))));
    }
    for (letters, export, on) in account.letters() {
        list.said("Letters made", Some(&format!("{letters}, on {} ({export})", day(on))));
    }
    if let Some((ground, because, on)) = account.excepted() {
        let said =
            format!("need not be told: {}\nDecided on {}, because: {because}", ground.in_words(), day(on));
        list.said("People affected", Some(&said));
    }
    for (party, at, said) in account.informed() {
        let said = said.map(|said| format!("\n{said}")).unwrap_or_default();
        list.said(words::party(party), Some(&format!("{}{said}", moment(at))));
    }
}

fn number(count: Option<u32>) -> Option<String> {
    count.map(|count| count.to_string())
}

/// Lists of what is known, each under a heading of its own.
struct List<'p> {
    page: &'p mut Page,
    open: bool,
}

impl List<'_> {
    fn begin(&mut self, heading: &str) {
        self.end();
        self.page.element("h3", "", heading);
        self.page.raw("<dl>\n");
        self.open = true;
    }

    fn end(&mut self) {
        if self.open {
            self.page.raw("</dl>\n");
        }
        self.open = false;
    }

    /// What nothing is known about is said too: a register with gaps must show them.
    fn said(&mut self, label: &str, text: Option<&str>) {
        self.page.raw("<div>");
        self.page.term(label, text.unwrap_or("not on record"));
        self.page.raw("</div>\n");
    }

    fn codes<T: Copy>(&mut self, label: &str, codes: Option<&[T]>, word: impl Fn(T) -> &'static str) {
        let words = codes.map(|codes| match codes {
            [] => "none".to_owned(),
            codes => codes.iter().map(|code| word(*code)).collect::<Vec<_>>().join("\n"),
        });
        self.said(label, words.as_deref());
    }
}

/// How it looks, on a screen and on paper: each breach begins a page, and says which it is by its heading.
const STYLE: &str = r#"
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 56rem; background: #fff; color: #1b1b1b;
  font: 1rem/1.5 system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid #35506b; }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 1.5rem 0 .25rem; }
.practice { margin: 0 0 .25rem; color: #4a4a4a; font-weight: 600; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { margin: .5rem 0 0; }
dt { font-size: .875rem; font-weight: 600; color: #4a4a4a; overflow-wrap: anywhere; }
dd { margin: 0; }
.facts, dl div { display: grid; grid-template-columns: 12rem 1fr; gap: .1rem 1.25rem; align-items: baseline; }
dl div { padding: .25rem 0; border-bottom: 1px solid #d0d0d0; }
.mark { font-family: monospace; font-size: .85em; color: #8a1c1c; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .4rem .75rem .4rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid #767676; }
th { font-size: .8125rem; color: #4a4a4a; }
td:first-child { white-space: nowrap; }
td:nth-child(2) { overflow-wrap: anywhere; }
footer { margin-top: 3rem; font-size: .8125rem; color: #4a4a4a; }
@media print {
  @page { size: A4; margin: 18mm 18mm 22mm;
    @bottom-left { content: "Register of personal data breaches"; font: 8pt sans-serif; color: #4a4a4a; }
    @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #4a4a4a; } }
  body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.35; }
  h2 { margin-top: 1.5rem; }
  article { break-before: page; }
  article h2 { margin-top: 0; }
  h1, h2, h3, dt { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  dd { orphans: 3; widows: 3; }
}
"#;
