use super::*;
use crate::import::Unreadable;
use crate::records::decision::{Decision, Span};
use crate::records::item::{Field, Item};
use crate::records::member::MemberNumber;
use crate::records::proposal::Proposal;
use crate::records::reference::{Reference, Register};
use proptest::prelude::*;

const REQUEST: Reference = Reference::new(Register::Request, 1);
const HEAD: &str = "praxis = \"sar-decisions/1\"\nrequest = \"R-0001\"\n";
const SECRET: &str = "Quillfeather";

fn parse(text: &str) -> Result<DecisionsFile, String> {
    DecisionsFile::parse(text, REQUEST).map_err(|Unreadable(why)| why)
}

fn item(id: &str, kind: ItemKind, date: &str, text: &str) -> Item {
    let field = |name: &str, text: &str| Field { name: name.into(), label: name.into(), text: text.into() };
    Item {
        id: id.parse().expect("an item"),
        client: Reference::new(Register::Client, 7),
        kind,
        title: kind_title(kind),
        date: date.parse().ok(),
        version: 2,
        health: kind.is_health(),
        fields: vec![field("text", text), field("text@1", "before: the woman next door")],
    }
}

fn kind_title(kind: ItemKind) -> String {
    use crate::records::code::Code;
    kind.code().to_owned()
}

fn pack() -> Vec<Item> {
    vec![
        item("C-0007/contact", ItemKind::Contact, "", "07700 900123"),
        item("N-000001", ItemKind::Contract, "2024-11-01", "agreed"),
        item("N-000011", ItemKind::Session, "2025-01-10", "Maya rang, é Maya"),
        item("N-000012", ItemKind::Session, "2025-01-17", "the woman next door, Flat 3, Flat 3"),
        item("N-000013", ItemKind::Session, "2026-11-10", "later"),
        item("F-000003", ItemKind::Document, "2026-01-01", "advice"),
    ]
}

/// As if `Maya` had been proposed wherever it stands at these places.
const MAYA: &[(usize, usize)] = &[(0, 4), (13, 17)];

fn resolved(text: &str) -> Result<Vec<Decision>, String> {
    let file = parse(text)?;
    let maya: Vec<Proposal> = MAYA
        .iter()
        .map(|&(start, end)| Proposal {
            start,
            end,
            kind: ProposalKind::ThirdParty,
            label: "name".to_owned(),
        })
        .collect();
    let proposed = |item: &Item| {
        let here = item.fields[0].text.starts_with("Maya");
        vec![Proposed { field: "text", proposals: if here { &maya } else { &[] } }]
    };
    let decider = Decider { by: MemberNumber(1), at: "2026-11-22T10:00:00Z", opinions: &[] };
    resolve(&file, &pack(), proposed, &decider).map_err(|Unreadable(why)| why)
}

fn places(spans: &[Span]) -> Vec<(&str, usize, usize)> {
    spans.iter().map(|span| (span.field.as_str(), span.start, span.end)).collect()
}

#[test]
fn the_example_is_read_and_decides() {
    let decided = resolved(include_str!("../../../examples/sar-decisions.toml")).expect("resolves");
    let brief: Vec<_> = decided
        .iter()
        .map(|one| (one.item.to_string(), one.choice, one.ground, places(&one.spans)))
        .collect();
    let expected = [
        ("N-000001", Choice::Disclose, Ground::KnownToSubject, Vec::new()),
        ("N-000011", Choice::Redact, Ground::HarmTestNotMet, vec![("text", 0, 4), ("text", 13, 17)]),
        (
            "N-000012",
            Choice::Redact,
            Ground::KnownToSubject,
            vec![("text", 0, 19), ("text@1", 8, 27), ("text", 21, 27), ("text", 29, 35)],
        ),
        ("F-000003", Choice::Withhold, Ground::LegalPrivilege, vec![]),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(id, choice, ground, spans)| (id.to_owned(), choice, Some(ground), spans))
        .collect();
    assert_eq!(brief, expected);
    assert!(decided.iter().all(|one| one.version == 2 && one.by == MemberNumber(1)));
    let opinion = &parse(include_str!("../../../examples/sar-decisions.toml")).expect("reads").opinions[0];
    assert!(!opinion.met && opinion.on == "2026-11-02".parse().expect("a date"));
}

#[test]
fn a_file_says_what_is_wrong_with_it_and_repeats_nothing() {
    let decide = |rest: &str| format!("{HEAD}[[decide]]\n{rest}");
    for (text, says) in [
        ("praxis = \"x/1\"\nrequest = \"R-0001\"".to_owned(), "line 1: praxis is not"),
        (
            "praxis = \"sar-decisions/1\"\nrequest = \"R-0002\"".to_owned(),
            "line 2: it is for R-0002, not for R-0001",
        ),
        ("praxis = \"sar-decisions/1\"\nrequest = \"Quillfeather\"".to_owned(), "line 2: request is not"),
        ("praxis = \"sar-decisions/1\"".to_owned(), "missing field `request`"),
        (format!("{HEAD}Quillfeather = 1"), "line 3: there is a key that praxis does not know"),
        (format!("{HEAD}decide = \"Quillfeather\""), "line 3: there is a value of the wrong type"),
        (decide("all = true\ndo = \"Quillfeather\""), "line 5: do is none of disclose, redact, withhold"),
        (
            decide("all = true\ndo = \"withhold\"\nground = \"Quillfeather\""),
            "line 6: ground is none of third-party",
        ),
        (decide("all = true\ndo = \"withhold\""), "line 3: to withhold needs a ground"),
        (decide("all = true\ndo = \"redact\""), "line 3: to redact needs"),
        (decide("all = true\ndo = \"disclose\"\nredact = [\"phone\"]"), "line 6: words are taken out only"),
        (decide("all = true\nkind = \"session\"\ndo = \"disclose\""), "line 3: say one of"),
        (decide("all = false\ndo = \"disclose\""), "line 3: say one of"),
        (decide("do = \"disclose\""), "line 3: say one of"),
        (decide("kind = \"Quillfeather\"\ndo = \"disclose\""), "line 4: kind is none of details"),
        (decide("items = [\"Quillfeather\"]\ndo = \"disclose\""), "line 4: is not an item"),
        (decide("items = []\ndo = \"disclose\""), "line 4: items is empty"),
        (decide("items = [\"N-1\",\n\"N-000001\"]\ndo = \"disclose\""), "line 5: the item stands here twice"),
        (decide("items = [\"N-1\"]\nfrom = 2026-01-01\ndo = \"disclose\""), "line 5: from and to go with"),
        (
            decide("all = true\nfrom = 2026-01-02\nto = 2026-01-01\ndo = \"disclose\""),
            "line 6: to is before from",
        ),
        (decide("all = true\nfrom = \"31/02/2026\"\ndo = \"disclose\""), "line 5: from does not exist"),
        (decide("all = true\ndo = \"redact\"\nredact = [\"Quillfeather\"]"), "line 6: redact holds no kind"),
        (decide("all = true\ndo = \"redact\"\nredact = [1]"), "line 6: redact holds words"),
        (decide("all = true\ndo = \"redact\"\nredact = [{ text = \" \" }]"), "line 6: text is empty"),
        (
            decide("all = true\ndo = \"redact\"\nredact = [{ Quillfeather = 1 }]"),
            "line 6: redact holds words",
        ),
        (
            decide(
                "all = true\ndo = \"redact\"\nredact = [{ text = \"Quillfeather\", ground = \"known-to-subject\" }]",
            ),
            "line 6: known-to-subject is no ground to take words out",
        ),
        (
            decide("all = true\ndo = \"redact\"\nredact = [{ text = \"a\", kind = \"phone\" }]"),
            "line 6: say either text",
        ),
        (decide("all = true\ndo = \"disclose\"\nfactors = { information = \"x\" }"), "missing field"),
        (
            format!(
                "{HEAD}[[opinion]]\nby_whom = \"Dr A. Sample\"\ncapacity = \"responsible\"\nprofession = \"counsellor\"\n\
                 on = 2026-11-02\nmet = false"
            ),
            "line 6: profession is none of doctor",
        ),
        (format!("{HEAD}[[decide]\n{SECRET}"), "line 3"),
    ] {
        let why = parse(&text).map(|_| ()).expect_err(&text);
        assert!(why.contains(says), "{why}\n{text}");
        assert!(!why.contains(SECRET), "{why}");
    }
    let opinion = "[[opinion]]\nby_whom = \"Dr A\"\ncapacity = \"responsible\"\nprofession = \"doctor\"\non = 2026-11-02\nmet = true\n";
    let why = parse(&format!("{HEAD}{opinion}{opinion}")).map(|_| ()).expect_err("two of one day");
    assert!(why.contains("line 13: there is another opinion of that day"), "{why}");
}

#[test]
fn what_does_not_fit_the_pack_is_refused() {
    let factors = "factors = { information = \"x\", confidentiality = \"x\", consent_sought = \"x\", capable = \"x\", \
                   refused = \"x\" }";
    for (rest, says) in [
        ("items = [\"N-000099\"]\ndo = \"disclose\"".to_owned(), "line 3: N-000099 is not in the pack"),
        (
            format!("items = [\"N-000012\"]\ndo = \"redact\"\n{factors}\nredact = [\n{{ text = \"Quillfeather\" }}]"),
            "line 8: the words to be taken out are not in N-000012",
        ),
        // In other letters it is another phrase.
        (
            format!("items = [\"N-000012\"]\ndo = \"redact\"\n{factors}\nredact = [{{ text = \"flat 3\" }}]"),
            "line 7: the words to be taken out are not in N-000012",
        ),
        (
            format!("kind = \"session\"\ndo = \"redact\"\n{factors}\nredact = [{{ text = \"Quillfeather\" }}]"),
            "line 7: the words to be taken out are in none of the items",
        ),
        (
            format!("items = [\"N-000012\"]\ndo = \"redact\"\n{factors}\nredact = [\"phone\"]"),
            "line 3: nothing of that kind is in N-000012",
        ),
        (
            "kind = \"session\"\ndo = \"redact\"\nredact = [\"third-party\"]".to_owned(),
            "line 3: N-000011: third-party needs the five factors",
        ),
        (
            "kind = \"session\"\ndo = \"disclose\"\nground = \"harm-test-not-met\"".to_owned(),
            "harm-test-not-met needs the opinion",
        ),
        (
            "kind = \"session\"\ndo = \"disclose\"\nground = \"harm-test-not-met\"\nopinions = [2026-11-02]".to_owned(),
            "there is no opinion of that day",
        ),
        ("kind = \"session\"\ndo = \"withhold\"\nground = \"crime\"".to_owned(), "crime needs a reason in words"),
        (
            "kind = \"session\"\ndo = \"withhold\"\nground = \"known-to-subject\"".to_owned(),
            "known-to-subject is no ground to withhold",
        ),
        (
            "items = [\"N-000011\"]\ndo = \"disclose\"\n[[decide]]\nitems = [\"N-000012\", \"n11\"]\ndo = \"disclose\"".to_owned(),
            "line 6: N-000011 is decided in line 3 already",
        ),
        (
            "kind = \"session\"\ndo = \"disclose\"\n[[decide]]\nkind = \"session\"\nfrom = 2026-11-01\ndo = \"disclose\"".to_owned(),
            "line 6: N-000013 is decided in line 3 already",
        ),
    ] {
        let why = resolved(&format!("{HEAD}[[decide]]\n{rest}")).map(|_| ()).expect_err(&rest);
        assert!(why.contains(says), "{why}\n{rest}");
        assert!(!why.contains(SECRET), "{why}");
    }
}

proptest! {
    /// Words that are taken out stand nowhere in what goes out. The letters are such as no mark has.
    #[test]
    fn words_taken_out_are_nowhere(phrase in "[ЖЮ]{1,3}", text in "[ЖЮЩ]{0,12}") {
        let items = [item("N-000012", ItemKind::Session, "", &format!("{text}{phrase}Щ"))];
        let toml = format!(
            "{HEAD}[[decide]]\nall = true\ndo = \"redact\"\nredact = [{{ text = \"{phrase}\", ground = \"legal-privilege\" }}]"
        );
        let file = parse(&toml).expect("reads");
        let decider = Decider { by: MemberNumber(1), at: "", opinions: &[] };
        let decided = resolve(&file, &items, |_| Vec::new(), &decider).map_err(|Unreadable(why)| why).expect("resolves");
        let mut left: Vec<char> = items[0].fields[0].text.chars().collect();
        for span in &decided[0].spans {
            prop_assert_eq!(&span.field, "text");
            left[span.start..span.end].fill('#');
        }
        let left: String = left.into_iter().collect();
        prop_assert!(!left.contains(&phrase) && left.ends_with("#Щ"), "{}", left);
    }
}

#[test]
fn by_name_comes_before_by_kind_and_that_before_all() {
    let text = format!(
        "{HEAD}[[decide]]\nitems = [\"N-000012\"]\ndo = \"withhold\"\nground = \"legal-privilege\"\n\
         [[decide]]\nall = true\ndo = \"disclose\"\n\
         [[decide]]\nkind = \"session\"\nto = 2025-12-31\ndo = \"disclose\"\nground = \"known-to-subject\"\n"
    );
    let decided = resolved(&text).expect("resolves");
    let grounds: Vec<_> = decided.iter().map(|one| (one.item.to_string(), one.ground)).collect();
    let expected = [
        ("C-0007/contact", None),
        ("N-000001", None),
        ("N-000011", Some(Ground::KnownToSubject)),
        ("N-000012", Some(Ground::LegalPrivilege)),
        ("N-000013", None),
        ("F-000003", None),
    ];
    assert_eq!(grounds, expected.map(|(id, ground)| (id.to_owned(), ground)));
    // Of no day: it is in no range of days.
    let dated = format!("{HEAD}[[decide]]\nall = true\nfrom = 2020-01-01\ndo = \"disclose\"\n");
    let decided = resolved(&dated).expect("resolves");
    assert!(decided.len() == 5 && decided.iter().all(|one| one.item.to_string() != "C-0007/contact"));
}
