use super::*;
use crate::records::code::Code;
use crate::records::decision::{Ground, Span};
use proptest::prelude::*;

/// What is found, as the words themselves.
fn words_of(text: &str, hits: &[Proposal]) -> Vec<(String, &'static str)> {
    let chars: Vec<char> = text.chars().collect();
    hits.iter().map(|hit| (chars[hit.start..hit.end].iter().collect(), hit.kind.code())).collect()
}

fn found(text: &str, people: &People) -> Vec<(String, &'static str)> {
    words_of(text, &propose(text, people))
}

/// What is found in the text of a kind, with nobody known.
fn of_kind(text: &str, kind: ProposalKind) -> Vec<String> {
    let all = found(text, &People::default());
    all.into_iter().filter(|(_, found)| *found == kind.code()).map(|(words, _)| words).collect()
}

fn people(subject: &[&str], others: &[(&str, &str)]) -> People {
    let names = subject.iter().map(|&name| name.to_owned()).collect();
    let person = |(name, role): &(&str, &str)| Person {
        names: vec![(*name).to_owned()],
        role: (*role).to_owned(),
        born: None,
    };
    People { subject: Subject { names, ..Subject::default() }, others: others.iter().map(person).collect() }
}

/// The names that are found of others, in a text about Sam Example.
fn names(text: &str, others: &[&str]) -> Vec<String> {
    let others: Vec<_> = others.iter().map(|&name| (name, "sister")).collect();
    found(text, &people(&["Sam Example"], &others)).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn postcodes() {
    for postcode in [
        "EC1A 1BB", "W1A 0AX", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "SW1A 1AA", "sw1a1aa", "BT1 5GS",
        "GIR 0AA",
    ] {
        assert_eq!(of_kind(&format!("lives at {postcode}, near"), ProposalKind::Postcode), [postcode]);
    }
    for text in ["A1 1CI", "QA1 1AA", "V1 1AA", "AI1 1AA", "PHQ9 1AA", "GAD7 2AB", "PHQ-9 12", "XM1 1AEX"] {
        assert_eq!(of_kind(text, ProposalKind::Postcode), [""; 0], "{text}");
    }
}

#[test]
fn telephone_numbers() {
    for number in [
        "020 7946 0000",
        "020 7946 0999",
        "(020) 7946 0123",
        "01632 960000",
        "01632-960-999",
        "07700 900456",
        "07700900456",
        "+44 7700 900456",
        "+44 (0)7700 900456",
        "+447700900456",
        "0044 7700 900456",
        "0113 496 0000",
        "0808 157 0000",
        "07700.900.456",
        "+353 1 496 0000",
    ] {
        assert_eq!(of_kind(&format!("call {number}, please"), ProposalKind::Phone), [number]);
    }
    for text in [
        "01-02-2026 10:30",
        "01.02.2026 10.30",
        "PHQ-9 12 then 10",
        "943 476 5919",
        "0 to 10",
        "ref A07700900456",
        "£0.50 and 12",
        "2026-11-22 09:30",
    ] {
        assert_eq!(of_kind(text, ProposalKind::Phone), [""; 0], "{text}");
    }
    assert_eq!(of_kind("01-02-2026 07700 900456", ProposalKind::Phone), ["07700 900456"]);
    assert_eq!(of_kind("077009004561", ProposalKind::Phone), ["077009004561"], "a digit too many");
}

#[test]
fn nhs_numbers_have_a_check_digit_and_telephone_numbers_come_first() {
    for number in [
        "943 476 5919",
        "987 654 3210",
        "999 000 0018",
        "999 000 0026",
        "999 000 0034",
        "999 000 0050",
        "401 023 2137",
        "9434765919",
        "943-476-5919",
    ] {
        assert_eq!(of_kind(&format!("NHS no. {number}."), ProposalKind::NhsNumber), [number]);
    }
    for text in [
        "943 476 5918",
        "485 777 3456",
        "987 654 4321",
        "999 123 4560",
        "999 000 0001",
        "19434765919",
        "94347659190",
    ] {
        assert_eq!(of_kind(text, ProposalKind::NhsNumber), [""; 0], "{text}");
    }
    // Its check digit is right, and it is a telephone number.
    assert!(crate::records::nhs_number::NhsNumber::parse("0164960007").is_ok());
    assert_eq!(found("0164960007", &People::default()), [("0164960007".to_owned(), "phone")]);
}

#[test]
fn e_mail_addresses_and_national_insurance_numbers() {
    for (text, address) in [
        ("<maya@example.org>", "maya@example.org"),
        ("to maya.o'brien+home@mail.example.org.", "maya.o'brien+home@mail.example.org"),
        ("siân@example.org", "siân@example.org"),
    ] {
        assert_eq!(of_kind(text, ProposalKind::Email), [address]);
    }
    for text in ["@maya", "maya@", "maya@home", "maya @ example.org"] {
        assert_eq!(of_kind(text, ProposalKind::Email), [""; 0], "{text}");
    }
    for number in ["AB 12 34 56 C", "AB123456C", "ab123456c"] {
        assert_eq!(of_kind(&format!("NI: {number}."), ProposalKind::NiNumber), [number]);
    }
    for text in
        ["QQ 12 34 56 C", "BG123456A", "ZZ123456A", "AB123456E", "DA123456A", "AO123456A", "AB 12 34 5 C"]
    {
        assert_eq!(of_kind(text, ProposalKind::NiNumber), [""; 0], "{text}");
    }
}

#[test]
fn dates_of_birth_are_dates_beside_such_words() {
    for (text, date) in [
        ("Her son, born 12/03/2015, is ill", "12/03/2015"),
        ("DOB 2015-03-12", "2015-03-12"),
        ("D.O.B.: 12 March 2015", "12 March 2015"),
        ("date of birth 12th of March 2015", "12th of March 2015"),
        ("date of birth: Mar 12, 2015", "Mar 12, 2015"),
        ("12.3.15 (dob)", "12.3.15"),
        ("his birthday is 1 Sept 2015", "1 Sept 2015"),
    ] {
        assert_eq!(of_kind(text, ProposalKind::DateOfBirth), [date], "{text}");
    }
    for text in [
        "Seen on 12/03/2015",
        "born 31/02/2015",
        "born in 2015",
        "DOB unknown\nSeen on 12/03/2015",
        "stubborn 12/03/2015",
        "dob 12 Foo 2015",
    ] {
        assert_eq!(of_kind(text, ProposalKind::DateOfBirth), [""; 0], "{text}");
    }
}

#[test]
fn a_known_date_of_birth_is_found_anywhere_but_not_the_subjects_own() {
    let mut known = people(&["Sam Example"], &[("Maya Other", "partner")]);
    known.others[0].born = NaiveDate::from_ymd_opt(1985, 3, 12);
    known.subject.born = NaiveDate::from_ymd_opt(1990, 2, 1);
    for (text, date) in
        [("on 12/03/1985", "12/03/1985"), ("12 March 1985", "12 March 1985"), ("12/3/85", "12/3/85")]
    {
        assert_eq!(found(text, &known), [(date.to_owned(), "date-of-birth")]);
    }
    assert_eq!(found("DOB 01/02/1990, seen 01/02/1991", &known), []);
}

#[test]
fn names_in_every_form() {
    for (text, expected) in [
        ("Maya Other came", vec!["Maya Other"]),
        ("Maya's mother", vec!["Maya's"]),
        ("maya’s mother", vec!["maya’s"]),
        ("Mayas mother", vec!["Mayas"]),
        ("MAYA OTHER", vec!["MAYA OTHER"]),
        ("Maya\nOther", vec!["Maya\nOther"]),
        ("Ms Other rang", vec!["Ms Other"]),
        ("M. Other rang", vec!["M. Other"]),
        ("the Others' house", vec!["Others"]),
        ("Other, Maya", vec!["Other", "Maya"]),
        ("from Maya, to Maya", vec!["Maya", "Maya"]),
        ("mayan, Mayabel, Amaya, M.", vec![]),
        ("Sam Example's own", vec![]),
    ] {
        assert_eq!(names(text, &["Maya Other"]), expected, "{text}");
    }
}

#[test]
fn names_with_other_letters() {
    for (name, text, expected) in [
        ("Siân O’Brien", "Sian O'Brien's letter", vec!["Sian O'Brien's"]),
        ("Sian OBrien", "Siân’s, and O`Brien", vec!["Siân’s", "O`Brien"]),
        ("Sia\u{302}n Test", "SIÂN", vec!["SIÂN"]),
        ("Anna Smith-Jones", "Anna Smith-Jones and Mrs Smith", vec!["Anna Smith-Jones", "Mrs Smith"]),
        ("Anne-Marie Test", "Anne-Marie and Marie", vec!["Anne-Marie", "Marie"]),
        ("Łukasz Nowak", "Lukasz rang", vec!["Lukasz"]),
        ("李小龙", "李小龙 came", vec!["李小龙"]),
        ("Dietrich van der Test", "van der Test, a van", vec!["van der Test"]),
        ("James Test", "James's and James' and James", vec!["James's", "James", "James"]),
    ] {
        assert_eq!(names(text, &[name]), expected, "{name}: {text}");
    }
}

#[test]
fn short_names_and_long_ones() {
    for (name, text, expected) in [
        ("Elizabeth Other", "Liz, Beth, Lizzie's and BETTY", vec!["Liz", "Beth", "Lizzie's", "BETTY"]),
        ("Liz Other", "Elizabeth", vec!["Elizabeth"]),
        ("Bill Other", "William paid the bill; Bill too", vec!["William", "Bill"]),
        ("Will Other", "Will will", vec!["Will"]),
        ("Tony Other", "Anthony", vec!["Anthony"]),
        ("Maya Thomas", "Tom and Maya", vec!["Maya"]),
    ] {
        assert_eq!(names(text, &[name]), expected, "{name}: {text}");
    }
}

#[test]
fn a_shared_name_is_the_subjects_own() {
    for (text, expected) in [
        ("Sam Example met Maya Example", vec!["Maya Example"]),
        ("Mr Example and the Examples", vec![]),
        ("Maya's Example", vec!["Maya's Example"]),
        ("M Example wrote; S Example too", vec!["M Example"]),
        ("Dr Example wrote", vec![]),
    ] {
        assert_eq!(names(text, &["Maya Example"]), expected, "{text}");
    }
    assert_eq!(names("Dr Example wrote to Sam Example", &["Dr A. Example"]), ["Dr Example"]);
    assert_eq!(names("A. Example", &["Dr A. Example"]), ["A. Example"]);
    assert_eq!(names("Sam and Sam Example", &["Sam Example"]), [""; 0], "nobody can tell them apart");
    let known_as = people(&["Elizabeth Example", "Liz"], &[("Beth Other", "partner")]);
    assert_eq!(found("Liz and Beth", &known_as), [("Beth".to_owned(), "third-party")]);
}

#[test]
fn what_is_the_subjects_own_is_not_proposed() {
    let mut known = people(&["Sam Example"], &[("Maya Other", "sister")]);
    known.subject.identifiers = vec![
        "sam.maya@example.org".to_owned(),
        "+44 7700 900123".to_owned(),
        "1 High Street, Leeds, LS1 1UR".to_owned(),
        "943 476 5919".to_owned(),
    ];
    let own = "SAM.MAYA@example.org 07700 900 123 (0)7700900123 ls11ur LS1 1UR 9434765919";
    assert_eq!(found(own, &known), []);
    assert_eq!(found("07700 900124", &known), [("07700 900124".to_owned(), "phone")]);
}

#[test]
fn an_overlap_is_what_its_longest_part_is() {
    let known = people(&["Sam Example"], &[("Maya Other", "sister")]);
    assert_eq!(found("maya@example.org", &known), [("maya@example.org".to_owned(), "email")]);
    let hits = propose("é Maya Other é 07700 900456", &known);
    let expected = [(2, 12, "name: sister"), (15, 27, "telephone number")];
    assert_eq!(hits.iter().map(|hit| (hit.start, hit.end, hit.label.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn people_in_the_words_of_a_field() {
    for (words, expected) in [
        ("Maya Example (sister) 07700 900456", vec!["Maya Example"]),
        ("maya example - sister - 07700900456", vec!["maya example"]),
        ("Dr A. Example, Example Surgery, 1 High Street, LS1 1UR", vec!["Dr A Example"]),
        ("Mum: Siân O’Brien 07700 900456 / Dad: Tom O’Brien", vec!["Siân O’Brien", "Tom O’Brien"]),
        ("Maya and Tom Other", vec!["Maya", "Tom Other"]),
        ("Mr & Mrs Other", vec!["Mrs Other"]),
        ("Jane Foster (foster mother)", vec!["Jane Foster"]),
        ("Anna van der Test", vec!["Anna van der Test"]),
        ("Other Medical Centre", vec![]),
        ("CAMHS", vec![]),
        ("her sister", vec![]),
        ("maya@example.org", vec![]),
        ("", vec![]),
    ] {
        let found = Person::found_in(words, "x");
        assert_eq!(
            found.iter().map(|person| person.names[0].as_str()).collect::<Vec<_>>(),
            expected,
            "{words}"
        );
    }
}

#[test]
fn mentions_are_of_the_whole_name() {
    let names = ["Elizabeth Example".to_owned(), "Zuzu".to_owned()];
    for (text, expected) in [
        ("Liz Example, E. Example and Ms Example", vec![(0, 11), (13, 23), (28, 38)]),
        ("Elizabeth's friend; the Example family", vec![]),
        ("Zuzu rang", vec![(0, 4)]),
        ("Tom Example", vec![]),
    ] {
        assert_eq!(find_mentions(text, &names), expected, "{text}");
    }
}

fn span(start: usize, end: usize, ground: Ground) -> Span {
    Span { field: "text".to_owned(), start, end, ground }
}

#[test]
fn redacted_words_leave_nothing_of_themselves() {
    use Ground::{SeriousHarm, ThirdParty};
    for (text, spans, expected) in [
        ("Maya rang", vec![span(0, 4, ThirdParty)], "[redacted: third party] rang"),
        (
            "by Maya Other.",
            vec![span(3, 7, ThirdParty), span(8, 13, ThirdParty)],
            "by [redacted: third party].",
        ),
        (
            "abcdef",
            vec![span(1, 4, ThirdParty), span(2, 5, SeriousHarm)],
            "a[redacted: third party, serious harm]f",
        ),
        ("abcdef", vec![span(2, 5, SeriousHarm), span(1, 4, SeriousHarm)], "a[redacted: serious harm]f"),
        ("abc", vec![], "abc"),
        // A letter and its accent go together, and so does a family.
        ("xe\u{301}y", vec![span(1, 2, ThirdParty)], "x[redacted: third party]y"),
        ("xe\u{301}y", vec![span(2, 3, ThirdParty)], "x[redacted: third party]y"),
        ("x👩\u{200d}👧y", vec![span(1, 2, ThirdParty)], "x[redacted: third party]y"),
        ("x👩\u{200d}👧y", vec![span(3, 4, ThirdParty)], "x[redacted: third party]y"),
    ] {
        assert_eq!(apply(text, &spans), expected, "{text}");
    }
}

#[test]
fn spans_that_do_not_fit_take_everything() {
    for spans in [
        vec![span(0, 7, Ground::ThirdParty)],
        vec![span(9, 12, Ground::ThirdParty)],
        vec![span(3, 3, Ground::ThirdParty)],
        vec![span(4, 2, Ground::ThirdParty)],
        vec![span(usize::MAX, usize::MAX, Ground::ThirdParty)],
        vec![span(0, 1, Ground::ThirdParty), span(0, usize::MAX, Ground::ThirdParty)],
    ] {
        assert_eq!(apply("secret", &spans), "[redacted: third party]");
    }
}

fn some_ground() -> impl Strategy<Value = Ground> {
    proptest::sample::select(Ground::ALL)
}

/// Text of what the finder looks for, and of anything.
fn some_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,8}",
        "[ \n.,'’-]{1,3}",
        "[0-9 +()-]{0,14}",
        Just("Maya".to_owned()),
        Just("O’Brien's".to_owned()),
        Just("dob 12/03/1985".to_owned()),
        Just("maya@example.org".to_owned()),
        Just("e\u{301}".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_proposed_lies_in_the_text_in_order(text in some_text(), subject in some_text(), other in some_text()) {
        let mut known = people(&[&subject, "Sam"], &[("Maya O'Brien", "sister"), (&other, "other")]);
        known.others.extend(Person::found_in(&other, "contact"));
        known.subject.identifiers.push(subject);
        let hits = propose(&text, &known);
        let length = text.chars().count();
        prop_assert!(hits.iter().all(|hit| hit.start < hit.end && hit.end <= length));
        prop_assert!(hits.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let mentions = find_mentions(&text, &[other]);
        prop_assert!(mentions.iter().all(|(start, end)| start < end && *end <= length));
        prop_assert!(mentions.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }

    /// Letters of the spans are of one alphabet, all others of another: none of the first is left, all others are.
    #[test]
    fn nothing_of_a_span_is_left_and_all_else_is(
        cuts in proptest::collection::vec((0_usize..40, 1_usize..6, some_ground()), 0..6),
        gaps in proptest::collection::vec("[ЖЮЩ]{1,3}", 40),
    ) {
        let length = 46;
        let mut secret = vec![false; length];
        let spans: Vec<Span> = cuts.iter().map(|&(start, long, ground)| span(start, start + long, ground)).collect();
        for span in &spans {
            secret[span.start..span.end].fill(true);
        }
        let mut letters: Vec<char> = gaps.concat().chars().cycle().take(length).collect();
        for (letter, secret) in letters.iter_mut().zip(&secret) {
            if *secret {
                *letter = 'Ω';
            }
        }
        let text: String = letters.iter().collect();
        let out = apply(&text, &spans);
        prop_assert!(!out.contains('Ω'));
        let kept: String = out.chars().filter(|c| "ЖЮЩ".contains(*c)).collect();
        let expected: String = letters.iter().filter(|c| **c != 'Ω').collect();
        prop_assert_eq!(kept, expected);
    }

    #[test]
    fn no_span_makes_it_panic(
        text in some_text(),
        spans in proptest::collection::vec((any::<u8>(), any::<u8>(), some_ground()), 0..5),
    ) {
        let spans: Vec<Span> = spans.iter().map(|&(a, b, ground)| span(a.into(), b.into(), ground)).collect();
        let out = apply(&text, &spans);
        prop_assert!(spans.is_empty() || out.contains("[redacted: "));
        prop_assert!(!spans.is_empty() || out == text);
    }

    /// Who reads what is left cannot tell how long it was.
    #[test]
    fn the_length_does_not_show(first in "[a-z]{1,30}", second in "[a-z]{1,30}") {
        let of = |word: &str| apply(&format!("x {word} y"), &[span(2, 2 + word.len(), Ground::ThirdParty)]);
        prop_assert_eq!(of(&first), of(&second));
    }
}
