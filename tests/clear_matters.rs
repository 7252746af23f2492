//! What a breach and a complaint show without any key, and that it is no more than docs/format.md says.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use chrono::{Days, NaiveDate, Utc};
use common::Home;
use common::clear::{Clear, difference, value, words_of};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::breach::{
    Answer, Breach, Cause, DataCategory, Facts, Likelihood, Party, Phase, Risk, Step,
};
use praxis::records::complaint::{self, Allegation, Complainant, Complaint, Outcome};
use praxis::records::reference::{Reference, Register};
use praxis::records::request::Channel;
use praxis::records::severity::{
    Alteration, Exposure, Factor, Identification, Loss, Nature, Severity as Judged,
};
use praxis::vault::{Notices, Options, Unlocked, Vault};
use rusqlite::types::Value;

/// What may be said of a breach: two that differ in every word, in how many there are and in what was decided.
struct Said {
    words: &'static str,
    facts: Facts,
    nature: Nature,
    /// Whether one that is open and no longer has to be reported was reported.
    reported: bool,
    police: bool,
}

fn terse() -> Said {
    Said {
        words: "bag lost",
        facts: Facts { cause: Some(Cause::LostOrStolen), ..Facts::default() },
        nature: Nature::Simple,
        reported: false,
        police: false,
    }
}

fn wordy() -> Said {
    Said {
        words: "a stranger reads the letters of the practice and tells of them, and nobody knows for how long",
        facts: Facts {
            cause: Some(Cause::UnauthorisedAccess),
            cyber: Some(Answer::DontKnow),
            description: Some("They were in the cupboard on the stairs. ".repeat(8)),
            data: Some(vec![DataCategory::Health, DataCategory::SexLife, DataCategory::Convictions]),
            people_count: Some(41),
            likelihood: Some(Likelihood::VeryLikely),
            ..Facts::default()
        },
        nature: Nature::Sensitive,
        reported: true,
        police: true,
    }
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// The vault of a home, opened.
fn unlock(home: &Home) -> Unlocked {
    let identity = std::fs::read_to_string(home.join(".config/praxis/identity.age")).expect("an identity");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a key");
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::read(),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let vault = Vault::open(options).expect("opens");
    vault.unlock(&Identity::parse(identity).expect("an identity")).expect("unlocks")
}

fn judged(said: &Said) -> Step {
    let because = || said.words.to_owned();
    let severity = Judged {
        nature: Factor { value: said.nature, because: because() },
        context: Factor { value: 1, because: because() },
        identification: Factor { value: Identification::Maximum, because: because() },
        exposure: Factor { value: Exposure::Unknown, because: because() },
        alteration: Factor { value: Alteration::None, because: String::new() },
        loss: Factor { value: Loss::None, because: String::new() },
        malicious: Factor { value: said.reported, because: because() },
        many: said.reported,
        unintelligible: !said.reported,
    };
    Step::Assessed { severity: Box::new(severity) }
}

fn decided(said: &Said, risk: Risk) -> Step {
    let (because, decider) = (said.words.to_owned(), said.words.to_owned());
    Step::Decided { risk, because, decider, on: today() }
}

/// Four breaches: one of a high risk, one that need not be reported any more, one that is closed, one just opened.
fn breaches(said: &Said) -> Home {
    let home = Home::with_vault();
    for _ in 0..2 {
        home.client("Somebody");
    }
    let mut vault = unlock(&home);
    let yesterday = today() - Days::new(1);
    let (aware, later) = (format!("{yesterday}T12:00:00Z"), format!("{yesterday}T13:00:00Z"));
    let fresh = |vault: &Unlocked| Breach {
        title: said.words.to_owned(),
        aware: aware.clone(),
        facts: said.facts.clone(),
        history: Vec::new(),
        by: vault.member(),
        recorded: aware.clone(),
    };
    let new: Vec<Reference> = (0..4)
        .map(|_| {
            let breach = fresh(&vault);
            vault.open_breach(&breach).expect("opens")
        })
        .collect();
    let clients = [1, 2].map(|number| Reference::new(Register::Client, number));
    let both = vault.handles_of(&clients).expect("known");
    let affects = |added: &[_]| Step::Affects { added: added.to_vec(), removed: Vec::new() };
    let high = vec![affects(&both), judged(said), decided(said, Risk::High)];
    vault.record_breach(new[0], high).expect("is recorded");
    let report = Step::Reported {
        at: later.clone(),
        phase: Phase::Initial,
        number: Some(said.words.to_owned()),
        late: None,
    };
    let done =
        if said.reported { vec![decided(said, Risk::Risk), report] } else { vec![decided(said, Risk::None)] };
    vault.record_breach(new[1], done.clone()).expect("is recorded");
    let told = said.police.then(|| Step::Informed {
        party: Party::Police,
        at: later.clone(),
        words: Some(said.words.to_owned()),
    });
    let all = [affects(&both[..1])].into_iter().chain(done).chain(told);
    vault.record_breach(new[2], all.collect()).expect("is recorded");
    vault.record_breach(new[2], vec![Step::Closed { on: today() }]).expect("closes");
    home
}

/// Two vaults show the same, to the length, and their logs in the same order.
fn compare(clear: &Clear, other: &Clear) {
    let (mut words, mut others) = (clear.in_words(), other.in_words());
    // Flags change in the order of handles, which are random.
    for log in [&mut words, &mut others].into_iter().filter_map(|words| words.get_mut("audit")) {
        for entry in log.iter_mut().filter(|entry| entry.contains("action client.changed")) {
            *entry = entry.replace("C-0001", "a client").replace("C-0002", "a client");
        }
    }
    for (table, rows) in &words {
        let lines = difference(rows, &others[table]);
        assert!(lines.is_empty(), "{table}:\n{}", lines.join("\n"));
    }
    assert_eq!(words["audit"], others["audit"], "and the log in the same order");
}

/// Two vaults that differ in everything that is said of their breaches show the same, to the length.
#[test]
fn what_is_said_of_a_breach_does_not_show() {
    let (one, other) = loop {
        let day = today();
        let made = (breaches(&terse()), breaches(&wordy()));
        if today() == day {
            break made;
        }
    };
    let (clear, other_clear) = (Clear::read(&one), Clear::read(&other));
    compare(&clear, &other_clear);
    // And the two do differ.
    let title =
        |home: &Home| unlock(home).breach(Reference::new(Register::Breach, 1)).expect("opens").breach.title;
    assert_eq!((title(&one).as_str(), title(&other).as_str()), (terse().words, wordy().words));
    for clear in [&clear, &other_clear] {
        let codes = words_of(clear);
        for hidden in ["high", "risk", "none", "sensitive", "lost-or-stolen", "initial", "police"] {
            assert!(!codes.contains(hidden), "{hidden} is a clear value");
        }
    }

    // What does show, as the page says: until when, who has to be told, which clients.
    let text = |row, column| match value(row, column) {
        Value::Text(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => panic!("{other:?}"),
    };
    let clocks: Vec<String> = clear
        .rows("clocks")
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                text(row, "register"),
                text(row, "kind"),
                text(row, "due"),
                text(row, "state")
            )
        })
        .collect();
    let notify = format!("B notify {} running", today() + Days::new(2));
    assert_eq!(clocks, [notify.clone(), "B tell - running".to_owned(), notify]);
    let flags: Vec<Value> = clear
        .rows("handles")
        .iter()
        .filter(|row| text(row, "register") == "C")
        .map(|row| value(row, "open_breach").clone())
        .collect();
    assert_eq!(flags, [Value::Integer(1), Value::Integer(1)]);
}

/// Three complaints: one that waits, one that was acknowledged and looked into, one that is closed.
fn complaints(said: &Said) -> Home {
    let home = Home::with_vault();
    for _ in 0..2 {
        home.client("Somebody");
    }
    let mut vault = unlock(&home);
    let yesterday = today() - Days::new(1);
    let words = || said.words.to_owned();
    let how = if said.police { Channel::InPerson } else { Channel::Email };
    let fresh = |vault: &Unlocked| Complaint {
        received: yesterday,
        channel: how,
        complainant: if said.police { Complainant::ThirdParty } else { Complainant::Client },
        client: None,
        name: said.police.then(words),
        about: if said.police { Allegation::Disclosure } else { Allegation::Accuracy },
        words: Some(words()),
        history: Vec::new(),
        by: vault.member(),
        recorded: format!("{yesterday}T12:00:00Z"),
    };
    let client = |number| Some(Reference::new(Register::Client, number));
    let new: Vec<Reference> = [client(1), client(1), client(2)]
        .into_iter()
        .map(|client| {
            let complaint = fresh(&vault);
            vault.open_complaint(complaint, client).expect("opens")
        })
        .collect();
    let acknowledged = || complaint::Step::Acknowledged { on: today(), how };
    let enquired = complaint::Step::Enquired { on: today(), words: words() };
    vault.record_complaint(new[1], vec![acknowledged(), enquired]).expect("is recorded");
    let closed = complaint::Step::Closed {
        on: today(),
        outcome: if said.police { Outcome::Upheld } else { Outcome::NotUpheld },
        how: Some(how),
        words: Some(words()),
        regulator: !said.police,
    };
    vault.record_complaint(new[2], vec![acknowledged(), closed]).expect("closes");
    home
}

/// The same of complaints: who complains, about what, in which words, and how it ended.
#[test]
fn what_is_said_of_a_complaint_does_not_show() {
    let (one, other) = loop {
        let day = today();
        let made = (complaints(&terse()), complaints(&wordy()));
        if today() == day {
            break made;
        }
    };
    let (clear, other_clear) = (Clear::read(&one), Clear::read(&other));
    compare(&clear, &other_clear);
    let outcome = |home: &Home| {
        let found = unlock(home).complaint(Reference::new(Register::Complaint, 3)).expect("opens");
        found.complaint.closed().map(|(_, outcome)| outcome)
    };
    assert_eq!((outcome(&one), outcome(&other)), (Some(Outcome::NotUpheld), Some(Outcome::Upheld)));
    let codes = words_of(&clear);
    for hidden in ["not-upheld", "accuracy", "email", "client"] {
        assert!(!codes.contains(hidden), "{hidden} is a clear value");
    }
    // What does show: which clock runs, and about whom one is open.
    let kinds: Vec<&Value> = clear.rows("clocks").iter().map(|row| value(row, "kind")).collect();
    assert_eq!(kinds, [&Value::Text("acknowledge".to_owned()), &Value::Text("outcome".to_owned())]);
    let clients = clear.rows("handles").iter();
    let mut flags: Vec<(&Value, &Value)> = clients
        .filter(|row| *value(row, "register") == Value::Text("C".to_owned()))
        .map(|row| (value(row, "number"), value(row, "open_complaint")))
        .collect();
    flags.sort_by_key(|(number, _)| format!("{number:?}"));
    let flags: Vec<&Value> = flags.into_iter().map(|(_, flag)| flag).collect();
    assert_eq!(flags, [&Value::Integer(1), &Value::Integer(0)]);
}
