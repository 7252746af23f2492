use proptest::prelude::*;

use super::*;
use crate::records::breach::{Answer, Cause, DataCategory, Kind};
use crate::records::reference::{Reference, Register};

const B: Reference = Reference::new(Register::Breach, 1);

fn refused(text: &str) -> String {
    parse(text, "the facts").expect_err("refused").0
}

#[test]
fn toml_and_json_say_the_same() {
    let toml = "\u{feff}# What we know.\ntitle = \" Laptop \"\noccurred_from = 2026-10-24T08:00:00+01:00\naware = \"2026-10-24 10:00\"\n\
                kinds = [\"confidentiality\", \"availability\", \"availability\"]\ncause = \"lost-or-stolen\"\n\
                data = []\npeople_count = 4_000_000_000\nencrypted = \"dont-know\"\ndescription = \"\"\"\nA bag.\r\nOn a train.\n\"\"\"\n";
    let json = r#" {"title": " Laptop ", "occurred_from": "2026-10-24T08:00:00+01:00", "aware": "2026-10-24 10:00",
        "kinds": ["confidentiality", "availability", "availability"], "cause": "lost-or-stolen", "data": [],
        "people_count": 4000000000, "encrypted": "dont-know", "description": "A bag.\r\nOn a train.\n"}"#;
    let expected = Facts {
        title: Some("Laptop".to_owned()),
        occurred_from: Some("2026-10-24T07:00:00Z".to_owned()),
        aware: Some("2026-10-24T09:00:00Z".to_owned()),
        kinds: Some(vec![Kind::Confidentiality, Kind::Availability]),
        cause: Some(Cause::LostOrStolen),
        data: Some(Vec::new()),
        people_count: Some(4_000_000_000),
        encrypted: Some(Answer::DontKnow),
        description: Some("A bag.\nOn a train.".to_owned()),
        ..Facts::default()
    };
    assert_eq!(parse(toml, "the facts"), Ok(expected.clone()));
    assert_eq!(parse(json, "the facts"), Ok(expected));
    for nothing in ["", "# nothing\n", "{}", " {\n} "] {
        assert_eq!(parse(nothing, "the facts"), Ok(Facts::default()), "{nothing}");
    }
}

#[test]
fn what_is_not_understood_is_refused_with_its_line_and_not_repeated() {
    for (text, line, why) in [
        ("\nSECRET = 1", 2, "there is a key that praxis does not know, expected title, aware,"),
        ("cause = \"SECRET\"", 1, "cause takes one of: human-error,"),
        ("cause = 7", 1, "cause takes one of: "),
        ("\n\nkinds = [\"integrity\", \"SECRET\"]", 3, "kinds takes one of: confidentiality"),
        ("kinds = \"integrity\"", 1, "kinds is no list"),
        ("people_count = -1", 1, "people_count is no whole number"),
        ("people_count = 4294967296", 1, "people_count is no whole number"),
        ("people_count = \"SECRET\"", 1, "people_count is no whole number"),
        ("title = true", 1, "title is no text"),
        ("title = \"  \"", 1, "title is empty"),
        ("title = \"a\\u001bSECRET\"", 1, "title holds a terminal escape"),
        ("description = \"SECRET\\u0000\"", 1, "description holds a NUL character"),
        ("contained = \"SECRET\"", 1, "contained is not an instant"),
        ("contained = \"2026-02-30 10:00\"", 1, "contained has a date that does not exist"),
        (
            "title = \"a\"\naware = \"2026-10-25 01:30\"",
            2,
            "aware came twice in London, for the clocks went back: 2026-10-25T01:30:00+01:00 and 2026-10-25T01:30:00+00:00",
        ),
        ("aware = 2026-03-29T01:30:00", 1, "aware never came in London"),
        ("title = \"SECRET\ncause = \"other\"", 1, ""),
        ("title = \"a\"\ntitle = \"SECRET\"", 2, ""),
        ("[facts]\ntitle = \"SECRET\"", 1, "there is a key that praxis does not know"),
        ("{\n\"cause\": \"SECRET\"\n}", 2, "cause takes one of: human-error,"),
        ("{\n\n\"SECRET\": 1}", 3, "there is a key that praxis does not know"),
        ("{\"title\": \"a\",\n\"title\": \"SECRET\"}", 2, "there is a key twice"),
        ("{\"title\": \"SECRET\" ", 1, "it is not written as JSON is"),
        ("{} SECRET", 1, "it is not written as JSON is"),
        ("{\"kinds\": [\"integrity\", null]}", 1, "kinds takes one of: "),
    ] {
        let said = refused(text);
        assert!(said.starts_with(&format!("the facts, line {line}: {why}")), "{text:?}: {said}");
        assert!(!said.contains("SECRET"), "{said}");
        assert!(said.len() > 21, "{said}");
    }
}

#[test]
fn the_form_names_every_point_and_says_nothing_by_itself() {
    let blank = form(B, &Facts::default());
    assert_eq!(parse(&blank, "the form"), Ok(Facts::default()));
    for point in Facts::POINTS {
        assert!(blank.contains(&format!("\n# {} = ", point.name)), "{}", point.name);
    }
    assert!(blank.contains("# One of: very-likely, likely, neutral, unlikely, very-unlikely"));
    let known = Facts { aware: Some("2026-10-25T00:30:00Z".to_owned()), ..Facts::default() };
    let filled = form(B, &known);
    // The hour that came twice is told apart.
    assert!(filled.contains("\naware = \"2026-10-25T01:30:00+01:00\"\n"), "{filled}");
    assert_eq!(parse(&filled, "the form"), Ok(known));
}

fn words() -> impl Strategy<Value = Option<String>> {
    // What is stored was accepted: no control characters, nothing at its end.
    let text = "[^\\p{C}\r]([^\\p{C}]|[\n\t\"'\\\\#\\[\\]={}]){0,40}[^\\p{C}\\s]";
    proptest::option::of(text.prop_map(|text| text.trim_start_matches('\u{feff}').to_owned()))
        .prop_map(|text| text.filter(|text| text::note(text.as_bytes()).as_deref() == Ok(text)))
}

proptest! {
    #[test]
    fn what_the_form_says_is_read_back(
        description in words(),
        lessons in words(),
        line in words(),
        seconds in proptest::option::of(0_i64..6_000_000_000),
        people_count in proptest::option::of(any::<u32>()),
        data in proptest::option::of(proptest::sample::subsequence(
            vec![DataCategory::Health, DataCategory::Financial, DataCategory::Other], 0..=3)),
    ) {
        let at = seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
        let title = line.and_then(|line| text::field(&line).ok()).filter(|line| !line.is_empty());
        let known = Facts {
            title, description, lessons, people_count, data,
            contained: at.map(instant::stored),
            ..Facts::default()
        };
        let read = parse(&form(B, &known), "the form");
        prop_assert_eq!(read, Ok(known));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = parse(&text, "the form");
        let _ = parse(&format!("{{{text}"), "the form");
    }
}
