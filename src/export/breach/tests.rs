use proptest::prelude::*;

use super::register::Register;
use super::*;
use crate::export::csv::unguard;
use crate::export::letters::{Letter, Place, Values, fill};
use crate::records::breach::{
    Actor, Answer, Cause, DataCategory, Entry, Exception, Facts, Impact, Kind, Likelihood, PeopleCategory,
    Recovery,
};
use crate::records::id::Handle;
use crate::records::member::MemberNumber;
use crate::records::reference::Register::{Breach as Breaches, Client as Clients, Export as Exports};
use crate::records::severity::{Alteration, Exposure, Factor, Identification, Loss, Nature, Severity};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn client(number: u32) -> Reference {
    Reference::new(Clients, number)
}

fn practice() -> Practice {
    Practice {
        name: "Example Counselling".to_owned(),
        contact: Some("1 High Street, Leeds\nprivacy@example.org".to_owned()),
        dpo: None,
        regulator: Regulator {
            name: "Information Commissioner's Office".to_owned(),
            phone: "0303 123 1113".to_owned(),
        },
    }
}

/// Every fact, each text of them `text` or with it.
fn facts(text: &str) -> Facts {
    let said = |words: &str| Some(format!("{words}{text}"));
    let when = |text: &str| Some(text.to_owned());
    Facts {
        title: None,
        aware: None,
        noticed_by: said("The therapist"),
        discovered: said("The bag was not under the seat."),
        occurred_from: when("2026-11-20T17:10:00Z"),
        occurred_to: when("2026-11-20T17:40:00Z"),
        kinds: Some(vec![Kind::Confidentiality, Kind::Availability]),
        cause: Some(Cause::LostOrStolen),
        cyber: Some(Answer::No),
        actor: Some(Actor::ThirdParty),
        description: said("A laptop bag with a folder of session notes was stolen on a train."),
        data: Some(vec![DataCategory::Health, DataCategory::Identifiers]),
        people: Some(vec![PeopleCategory::Patients]),
        people_count: Some(3),
        record_count: Some(12),
        consequences: said("Somebody who finds the folder may learn who is in therapy."),
        likelihood: Some(Likelihood::Likely),
        encrypted: Some(Answer::Yes),
        key_safe: Some(Answer::Yes),
        impact: Some(Impact::Low),
        recovery: Some(Recovery::Recovered),
        measures_before: said("Notes are kept in a locked cabinet."),
        containment: said("The police and the railway were told within the hour."),
        contained: when("2026-11-21T09:00:00Z"),
        measures_after: said("Paper no longer leaves the rooms."),
        trained: Some(Answer::Yes),
        processor: said("Example Hosting"),
        processor_told: when("2026-11-20T20:00:00Z"),
        lessons: said("No paper on trains."),
        documents: said("F-000001"),
    }
}

/// Notes with a name, in unknown hands.
fn severity(text: &str) -> Severity {
    fn factor<T>(value: T, because: String) -> Factor<T> {
        Factor { value, because }
    }
    Severity {
        nature: factor(Nature::Sensitive, format!("session notes{text}")),
        context: factor(0, String::new()),
        identification: factor(Identification::Maximum, format!("names stand on them{text}")),
        exposure: factor(Exposure::Unknown, format!("nobody knows who has it{text}")),
        alteration: factor(Alteration::None, String::new()),
        loss: factor(Loss::None, String::new()),
        malicious: factor(false, String::new()),
        many: false,
        unintelligible: false,
    }
}

/// A breach with one of every step, each text with `text` behind it.
fn full(text: &str) -> Breach {
    let said = |words: &str| format!("{words}{text}");
    let steps = [
        Step::Updated { facts: Box::new(facts(text)) },
        Step::Affects { added: vec![Handle::new([0xab; 16])], removed: Vec::new() },
        Step::Scoped { lost: "device".to_owned(), says: vec![said("nothing")] },
        Step::Assessed { severity: Box::new(severity(text)) },
        Step::Decided {
            risk: Risk::High,
            because: said("The notes are about health, and names stand on them."),
            decider: said("the owner of the practice"),
            on: day("2026-11-22"),
        },
        Step::Reported {
            at: "2026-11-24T10:00:00Z".to_owned(),
            phase: Phase::Initial,
            number: Some(said("IC-000001")),
            late: Some(said("The folder was thought to be at home.")),
        },
        Step::Written { letters: 2, export: Reference::new(Exports, 4), on: day("2026-11-24") },
        Step::Told { at: "2026-11-24T12:00:00Z".to_owned(), means: Means::Letter, count: Some(2) },
        Step::Excepted {
            exception: Exception::Disproportionate,
            because: said("One has moved, and nobody knows where."),
            on: day("2026-11-24"),
        },
        Step::Informed {
            party: Party::Police,
            at: "2026-11-20T18:30:00Z".to_owned(),
            words: Some(said("crime number 42")),
        },
        Step::Closed { on: day("2026-12-01") },
    ];
    let entry = |step| Entry { step, by: MemberNumber::HOST, recorded: "2026-11-24T12:00:00Z".to_owned() };
    Breach {
        history: steps.into_iter().map(entry).collect(),
        ..opened(&said("laptop bag stolen on a train"))
    }
}

/// A breach of which nothing is known but that it is there.
fn opened(title: &str) -> Breach {
    Breach {
        title: title.to_owned(),
        aware: "2026-11-20T17:45:00Z".to_owned(),
        facts: Facts::default(),
        history: Vec::new(),
        by: MemberNumber::HOST,
        recorded: "2026-11-20T18:00:00Z".to_owned(),
    }
}

fn about(number: u32, breach: &Breach) -> Account<'_> {
    Account {
        reference: Reference::new(Breaches, number),
        breach,
        clients: if breach.history.is_empty() {
            Vec::new()
        } else {
            vec![Client { client: client(1), erased: false }, Client { client: client(7), erased: true }]
        },
        due: at("2026-11-23T17:45:00Z"),
        assessment: breach.severity().map(|severity| Assessment {
            score: "4.5".to_owned(),
            band: "very-high",
            says: "4.5, very high".to_owned(),
            how: severity.reasons().filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        }),
    }
}

fn register<'a>(practice: &'a Practice, breaches: &'a [Breach]) -> Register<'a> {
    let accounts = breaches.iter().zip(1..).map(|(breach, number)| about(number, breach)).collect();
    Register { practice, made: at("2026-12-02T09:00:00Z"), from: None, to: None, accounts }
}

/// Compares with a file, or writes it.
fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("PRAXIS_REWRITE").is_some() {
        std::fs::write(&path, text).expect("writes");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "{name} is otherwise: PRAXIS_REWRITE=1 writes it, and git diff shows how\n{text}"
    );
}

#[test]
fn the_text_for_the_form_is_what_it_was() {
    let breach = full("");
    golden("breach-ico.txt", &ico::report(&about(1, &breach), &practice(), at("2026-12-02T09:00:00Z")).text);
}

#[test]
fn the_page_is_what_it_was() {
    let breaches = [full(""), opened("letter to the wrong address")];
    golden("breach-register.html", &html::page(&register(&practice(), &breaches)));
}

#[test]
fn what_is_not_answered_is_named_where_it_is_asked_and_at_the_end() {
    let breach = opened("laptop bag stolen");
    let report = ico::report(&about(1, &breach), &practice(), at("2026-11-21T09:00:00Z"));
    assert_eq!(report.missing.len(), 23, "{:?}", report.missing);
    assert!(report.unknown.is_empty());
    for question in &report.missing {
        assert!(
            report.text.contains(&format!("\n  {question}\n    not answered yet: praxis breach ")),
            "{question}"
        );
        assert!(report.text.contains(&format!("\n  - not answered yet: {question}\n")), "{question}");
    }
    assert!(report.text.contains("  Which report\n    A first report\n"));
    assert!(report.text.contains("    Mon 23 Nov 2026, 17:45 GMT: 72 hours after you found out\n"));
    assert!(!report.text.contains("Reasons why it is later"), "it is not late yet");
    assert!(report.text.contains("praxis breach assess B-0001"));
    let late = ico::report(&about(1, &breach), &practice(), at("2026-11-23T17:46:00Z"));
    assert!(late.text.contains(
        "Reasons why it is later (Article 33(1))\n    not answered yet: praxis breach notify B-0001"
    ));
    let silent = Practice { contact: None, ..practice() };
    let silent = ico::report(&about(1, &breach), &silent, at("2026-11-21T09:00:00Z"));
    assert!(silent.text.contains("  Contact\n    not answered yet: contact in [privacy] of praxis.toml"));
}

#[test]
fn what_nobody_knows_yet_is_still_to_come() {
    let mut breach = opened("laptop bag stolen");
    breach.facts = Facts {
        data: Some(vec![DataCategory::Health, DataCategory::Unknown]),
        trained: Some(Answer::DontKnow),
        impact: Some(Impact::Unknown),
        people: Some(Vec::new()),
        ..facts("")
    };
    breach.history = full("").history.into_iter().skip(3).collect();
    let report = ico::report(&about(1, &breach), &practice(), at("2026-11-21T09:00:00Z"));
    assert_eq!(report.missing, Vec::<&str>::new());
    assert_eq!(
        report.unknown,
        [
            "Had the staff member involved received data protection training in the last two years?",
            "Categories of personal data",
            "Impact on your organisation"
        ]
    );
    assert!(report.text.contains("  - not known yet: Categories of personal data\n"));
    assert!(report.text.contains("  Categories of data subjects\n    None\n"));
    assert!(report.text.contains("A further report (Article 33(4)). The first was made on Tue 24 Nov 2026, 10:00 GMT; their number for it: IC-000001"));
    assert!(report.text.contains("    The folder was thought to be at home.\n"));
}

#[test]
fn a_cell_of_the_register_is_no_formula() {
    let breach = full("");
    let hostile = Breach { title: "=cmd()|' /C calc'!A0".to_owned(), ..breach };
    let csv = register::csv(&register(&practice(), std::slice::from_ref(&hostile))).expect("writes");
    let mut reader = ::csv::Reader::from_reader(csv.as_slice());
    assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>(), register::COLUMNS);
    let row = reader.records().next().expect("a row").expect("reads");
    let cell = |column: &str| {
        let at = register::COLUMNS.iter().position(|one| *one == column).expect("a column");
        row.get(at).expect("a cell").to_owned()
    };
    assert_eq!(cell("title"), "'=cmd()|' /C calc'!A0");
    assert_eq!(unguard(&cell("title")), "=cmd()|' /C calc'!A0");
    for (column, says) in [
        ("breach", "B-0001"),
        ("status", "closed"),
        ("aware", "2026-11-20T17:45:00Z"),
        ("due", "2026-11-23T17:45:00Z"),
        ("kinds", "confidentiality; availability"),
        ("data", "health; basic-identifiers"),
        ("people_count", "3"),
        ("aware_first", "2026-11-20T17:45:00Z"),
        ("clients", "C-0001; C-0007 (erased)"),
        ("severity_score", "4.5"),
        ("severity_band", "very-high"),
        ("letters", "2 on 2026-11-24 (X-0004)"),
        ("risk", "high"),
        ("because", "The notes are about health, and names stand on them."),
        ("decider", "the owner of the practice"),
        ("decided", "2026-11-22"),
        ("reported", "2026-11-24T10:00:00Z (initial)"),
        ("report_numbers", "IC-000001"),
        ("late_reasons", "The folder was thought to be at home."),
        ("people_told", "2026-11-24T12:00:00Z"),
        ("people_told_how", "letter"),
        ("people_told_count", "2"),
        ("not_told_because", "One has moved, and nobody knows where."),
        ("others_told", "police 2026-11-20T18:30:00Z (crime number 42)"),
        ("closed", "2026-12-01"),
    ] {
        assert_eq!(cell(column), says, "{column}");
    }
    assert!(row.iter().all(|cell| !cell.is_empty()), "each column has a source");
}

#[test]
fn cells_beside_each_other_line_up() {
    let report = |at: &str, phase, number: Option<&str>, late: Option<&str>| Step::Reported {
        at: at.to_owned(),
        phase,
        number: number.map(str::to_owned),
        late: late.map(str::to_owned),
    };
    let told = |means, count| Step::Told { at: "2026-11-24T12:00:00Z".to_owned(), means, count };
    let steps = [
        report("2026-11-24T10:00:00Z", Phase::Initial, None, Some("ill")),
        report("2026-11-25T10:00:00Z", Phase::Further, Some("IC-000002"), None),
        told(Means::Letter, None),
        told(Means::Phone, Some(2)),
    ];
    let mut breach = opened("letter to the wrong address");
    let entry = |step| Entry { step, by: MemberNumber::HOST, recorded: "2026-11-25T12:00:00Z".to_owned() };
    breach.history = steps.into_iter().map(entry).collect();
    let csv = register::csv(&register(&practice(), std::slice::from_ref(&breach))).expect("writes");
    let csv = String::from_utf8(csv).expect("UTF-8");
    for cells in ["; IC-000002,ill; ,", "2026-11-24T12:00:00Z; 2026-11-24T12:00:00Z,letter; phone,; 2,"] {
        assert!(csv.contains(cells), "{cells}\n{csv}");
    }
}

/// What was said at first of the awareness stands beside what is said now, in every paper.
#[test]
fn an_awareness_that_was_moved_is_seen() {
    let mut breach = opened("letter to the wrong address");
    let facts = Facts { aware: Some("2026-11-22T09:00:00Z".to_owned()), ..Facts::default() };
    let step = Step::Updated { facts: Box::new(facts) };
    breach.history =
        vec![Entry { step, by: MemberNumber::HOST, recorded: "2026-11-22T12:00:00Z".to_owned() }];
    let practice = practice();
    let both = "Sun 22 Nov 2026, 09:00 GMT\n    first recorded as Fri 20 Nov 2026, 17:45 GMT\n";
    let text = ico::report(&about(1, &breach), &practice, at("2026-11-23T09:00:00Z")).text;
    assert!(text.contains(both), "{text}");
    let register = register(&practice, std::slice::from_ref(&breach));
    assert!(html::page(&register).contains("\nfirst recorded as Fri 20 Nov 2026, 17:45 GMT"));
    let csv = String::from_utf8(register::csv(&register).expect("writes")).expect("UTF-8");
    assert!(csv.contains(",2026-11-22T09:00:00Z,2026-11-20T17:45:00Z,"), "{csv}");
}

/// Whatever somebody wrote is looked through for names: a text that a paper gives and this does not know would leave unseen.
#[test]
fn every_text_that_is_given_is_known() {
    let breach = full("Zaffre");
    let account = about(1, &breach);
    let texts = account.texts(true);
    assert!(texts.iter().all(|one| one.text.contains("Zaffre") || one.text.is_empty()));
    let practice = practice();
    let register = register(&practice, std::slice::from_ref(&breach));
    let said = texts.iter().filter(|one| !one.text.is_empty()).count();
    let json = String::from_utf8(register::json(&register).expect("writes")).expect("UTF-8");
    assert_eq!(json.matches("Zaffre").count(), said, "{json}");
    let page = html::page(&register);
    // The title stands there twice more: in the overview, and as the heading.
    assert_eq!(page.matches("Zaffre").count(), said + 1, "{page}");
    // Of what was decided before, only a program gets a word.
    let mut again = full("");
    let earlier = Step::Decided {
        risk: Risk::None,
        because: "Zaffre".to_owned(),
        decider: "the owner".to_owned(),
        on: day("2026-11-21"),
    };
    again.history.insert(0, Entry { step: earlier, by: MemberNumber::HOST, recorded: String::new() });
    let named = |every| about(1, &again).texts(every).iter().filter(|one| one.text == "Zaffre").count();
    assert_eq!((named(false), named(true)), (0, 1));
}

#[test]
fn the_json_says_its_form_and_no_handle() {
    let breaches = [full(""), opened("letter to the wrong address")];
    let json = register::json(&register(&practice(), &breaches)).expect("writes");
    let read: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(read["format"], register::SCHEMA);
    assert_eq!(read["breaches"][0]["facts"]["cause"], "lost-or-stolen");
    assert_eq!(
        read["breaches"][0]["clients"],
        serde_json::json!([
            {"client": "C-0001", "erased": false}, {"client": "C-0007", "erased": true}
        ])
    );
    assert_eq!(
        (&read["breaches"][0]["severity_score"], &read["breaches"][0]["severity_band"]),
        (&"4.5".into(), &"very-high".into())
    );
    assert_eq!(read["breaches"][0]["aware_first"], "2026-11-20T17:45:00Z");
    let steps = read["breaches"][0]["steps"].as_array().expect("steps");
    let steps: Vec<&str> = steps.iter().map(|step| step["what"].as_str().expect("a name")).collect();
    assert_eq!(steps, ["decided", "reported", "written", "told", "excepted", "informed", "closed"]);
    assert_eq!(read["breaches"][1]["status"], "open");
    assert_eq!(
        read["breaches"][1]["facts"],
        serde_json::json!({
            "title": "letter to the wrong address", "aware": "2026-11-20T17:45:00Z"
        })
    );
    assert!(!String::from_utf8(json).expect("UTF-8").contains("abab"));
}

fn letter(to: &letters::Addressee, breach: &Breach) -> String {
    let given = Values::default()
        .with(Place::Today, "24 November 2026")
        .with(Place::PracticeName, "Example Counselling")
        .with(Place::PracticeContact, "1 High Street, Leeds")
        .with(Place::Complaint, "You can complain.");
    let values = letters::filled(given, &about(1, breach), to);
    fill(Letter::Breach, Letter::Breach.default_text(), &values).expect("fills")
}

#[test]
fn a_letter_says_all_that_article_34_wants() {
    let to = |guardian: Option<&str>| letters::Addressee {
        client: client(7),
        name: "Siân Example".to_owned(),
        guardian: guardian.map(str::to_owned),
    };
    let said = letter(&to(None), &full("")).replace('\n', " ");
    for words in [
        "Siân Example  Dear Siân Example,",
        "It affects your record",
        "A laptop bag with a folder of session notes was stolen on a train.",
        "Something happened to personal information (B-0001)",
        "It began on Fri 20 Nov 2026, 17:10 GMT and ended on Fri 20 Nov 2026, 17:40 GMT. We became aware of it on Fri 20 Nov 2026, 17:45 GMT.",
        "- health, and that there is a record with us - name and contact details",
        "Somebody who finds the folder may learn who is in therapy.",
        "The police and the railway were told within the hour.",
        "Paper no longer leaves the rooms.",
        "What you can do  - Be careful with calls, messages and letters",
        "please give the reference B-0001:  1 High Street, Leeds",
        "You can complain.",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let said = letter(&to(Some("Maya Example")), &full("")).replace('\n', " ");
    assert!(
        said.contains("To the parent or guardian of Siân Example Maya Example  Dear Maya Example,"),
        "{said}"
    );
    assert!(said.contains("It affects the record of Siân Example"), "{said}");
}

#[test]
fn a_breach_that_does_not_say_it_all_is_no_letter_yet() {
    let all = facts("");
    assert_eq!(letters::lacking(&all), None);
    let without = |description: bool, consequences: bool, containment: bool, after: bool| {
        let mut facts = all.clone();
        let text = |said: bool, text: &Option<String>| text.clone().filter(|_| said);
        facts.description = text(description, &facts.description);
        facts.consequences = text(consequences, &facts.consequences);
        facts.containment = text(containment, &facts.containment);
        facts.measures_after = text(after, &facts.measures_after);
        letters::lacking(&facts).map(|(_, facts)| facts)
    };
    assert_eq!(without(false, true, true, true), Some("description"));
    assert_eq!(without(true, false, true, true), Some("consequences"));
    assert_eq!(without(true, true, false, false), Some("containment or measures_after"));
    assert_eq!(without(true, true, true, false), None);
    assert_eq!(without(true, true, false, true), None);
    let blank = Facts { description: Some(" \n".to_owned()), ..all };
    assert_eq!(letters::lacking(&blank).map(|(_, facts)| facts), Some("description"));
}

#[test]
fn the_list_says_who_has_no_letter_and_file_names_say_nobody() {
    let line =
        |number, letter, why: &str| letters::Line { client: client(number), letter, why: why.to_owned() };
    let breach = full("");
    let lines = [line(1, true, ""), line(2, false, "erased"), line(3, false, "has died")];
    let files = letters::files(&about(1, &breach), vec![(client(1), "Dear Siân Example".to_owned())], &lines);
    let files = files.expect("writes");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["README.txt", "letters/C-0001.txt", "list.csv"]);
    assert_eq!(
        String::from_utf8_lossy(&files[2].1),
        "client,letter,why\r\nC-0001,yes,\r\nC-0002,no,erased\r\nC-0003,no,has died\r\n"
    );
    let readme = String::from_utf8_lossy(&files[0].1);
    assert!(
        readme.contains("1 letter. ") && readme.contains("Letters about this breach were made before"),
        "{readme}"
    );
    assert!(!readme.contains("Siân"));
}

/// Every tag of a page, attributes and all, in order.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest)).collect()
}

#[test]
fn the_page_asks_for_nothing() {
    let breaches = [full("<script src=\"https://example.org/x.js\"></script>\u{202e}")];
    let page = html::page(&register(&practice(), &breaches));
    for word in ["<script", "<link", "<img", "<iframe", "url(", "@import", "href=", "src=\""] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("&lt;script src=&quot;"));
    assert!(page.contains("<span class=\"mark\">[U+202E]</span>") && !page.contains('\u{202e}'));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    let text = ico::report(&about(1, &breaches[0]), &practice(), at("2026-12-02T09:00:00Z")).text;
    assert!(text.contains("[U+202E]") && !text.contains('\u{202e}'));
}

proptest! {
    #[test]
    fn no_text_adds_a_tag_or_an_attribute(text in "[\\PC<>&\"'=/ \n]{0,60}") {
        let text: String = text.chars().filter(|&c| !crate::export::page::hides(c)).collect();
        let (hostile, harmless) = ([full(&text)], [full("")]);
        let practice = practice();
        let page = |breaches: &[Breach]| html::page(&register(&practice, breaches));
        let (hostile, harmless) = (page(&hostile), page(&harmless));
        prop_assert_eq!(tags(&hostile), tags(&harmless));
    }

    #[test]
    fn no_text_makes_a_cell_a_formula(text in "[=+@\t\r-]{1,3}[\\PC\n]{0,40}") {
        let breach = Breach { title: text.clone(), ..full(&text) };
        let practice = practice();
        let csv = register::csv(&register(&practice, std::slice::from_ref(&breach))).expect("writes");
        let mut reader = ::csv::Reader::from_reader(csv.as_slice());
        let row = reader.records().next().expect("a row").expect("reads");
        for cell in &row {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
        }
        prop_assert_eq!(unguard(row.get(1).expect("a title")), text);
    }

    #[test]
    fn nothing_of_an_addressee_stands_beside_the_own_letter(number in 1_u32..9999) {
        // A word that no text of ours has.
        let name = format!("Quendryth Zaffre{number}");
        let breach = full("");
        let to = letters::Addressee { client: client(number), name: name.clone(), guardian: Some(name.clone()) };
        let own = letter(&to, &breach);
        prop_assert!(own.contains(&name));
        let other = letters::Addressee { client: client(number), name: "Siân Example".to_owned(), guardian: None };
        prop_assert!(!letter(&other, &breach).contains("Zaffre"));
        let line = letters::Line { client: client(number), letter: true, why: String::new() };
        let files = letters::files(&about(1, &breach), vec![(client(number), own)], &[line]).expect("writes");
        for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("letters/")) {
            prop_assert!(!String::from_utf8_lossy(bytes).contains("Zaffre"), "{}", path);
        }
        prop_assert!(files.iter().all(|(path, _)| !path.contains("Zaffre")));
    }
}
