use proptest::prelude::*;

use super::*;

/// A value for every place.
fn all() -> Values {
    let mut values = Values::default();
    for place in Place::ALL {
        values.set(*place, format!("<{}>", place.code()));
    }
    values
}

fn wrong(letter: Letter, text: &str) -> String {
    check(letter, text).expect_err("refused").to_string()
}

#[test]
fn every_letter_that_comes_with_the_program_is_a_good_one() {
    for letter in Letter::ALL {
        let text = letter.default_text();
        check(*letter, text).unwrap_or_else(|why| panic!("{}: {why}", letter.code()));
        let filled = fill(*letter, text, &all()).expect("fills");
        assert!(!filled.contains("{{") && !filled.contains("}}"), "{filled}");
        assert!(filled.lines().all(|line| line.chars().count() <= COLUMNS), "{filled}");
        let form = *letter == Letter::ComplaintForm;
        let about = ["<request>", "<reference>", "<breach>"].iter().any(|about| filled.contains(about));
        assert!((form || about) && filled.contains("<practice-name>"), "{}", letter.code());
        for place in letter.must_say() {
            assert!(filled.contains(&format!("<{}>", place.code())), "{}: {}", letter.code(), place.code());
        }
    }
}

#[test]
fn what_is_not_understood_is_refused_by_its_line() {
    let letter = Letter::Acknowledgement;
    for (text, says) in [
        ("{{request}}\n{{requst}}", "line 2: {{requst}} is nothing that can be filled in"),
        ("{{request}}\n\n{{request", "line 3: a {{ has no }} on the same line"),
        ("{{request}}\n{{request\n}}", "line 2: a {{ has no }} on the same line"),
        ("{{request}}\nend }}", "line 2: a }} has no {{ on the same line"),
        ("{{ }}", "line 1: a {{ }} names nothing"),
        ("Dear all", "it must say {{request}}, and does not"),
        ("{{a\u{1b}[2Jb}}", "line 1: {{a\\u{1b}[2Jb}} is nothing that can be filled in"),
    ] {
        assert_eq!(wrong(letter, text), says);
    }
    assert_eq!(check(letter, "{{ request }}"), Ok(()));
}

#[test]
fn a_letter_that_lost_what_the_law_wants_is_refused() {
    for letter in Letter::ALL {
        for place in letter.must_say() {
            let without = letter.default_text().replace(&format!("{{{{{}}}}}", place.code()), "");
            assert_eq!(
                wrong(*letter, &without),
                format!("it must say {{{{{}}}}}, and does not", place.code())
            );
        }
    }
}

#[test]
fn a_missing_value_is_refused_by_its_line() {
    let text = "{{request}}\n\nDear {{requester-name}}";
    let values = Values::default().with(Place::Request, "R-0001").with(Place::RequesterName, " \n");
    let why = fill(Letter::Acknowledgement, text, &values).expect_err("refused").to_string();
    assert_eq!(why, "line 3: there is nothing to put for {{requester-name}}");
}

#[test]
fn what_is_filled_in_is_not_looked_into() {
    let values =
        Values::default().with(Place::Request, "R-0001").with(Place::RequesterName, "{{reasons}} }} {{");
    let filled = fill(Letter::Acknowledgement, "{{request}} {{requester-name}}", &values);
    assert_eq!(filled.as_deref(), Ok("R-0001 {{reasons}} }} {{\n"));
}

#[test]
fn the_complaint_paragraph_names_all_three_ways() {
    let said =
        complaint("1 High Street", &Outside { name: "Regulator", reach: &["0303", "https://example.org"] });
    for word in
        ["section 164A", "section 165", "section 167", "30 days", "1 High Street", "the Regulator", "- 0303"]
    {
        assert!(said.contains(word), "{word}");
    }
}

#[test]
fn a_point_of_a_list_stays_under_its_dash() {
    let text = wrapped(&format!("  - {}", "word ".repeat(30).trim_end()));
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("    word") && lines.iter().all(|line| line.len() <= COLUMNS));
}

proptest! {
    #[test]
    fn breaking_lines_loses_no_word(text in "[a-zñ {}\n-]{0,400}") {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(words(&wrapped(&text)), words(&text));
    }

    #[test]
    fn no_template_panics(text in "[a-z{}é\n -]{0,80}") {
        let _ = check(Letter::Refusal, &text);
        let _ = fill(Letter::Acknowledgement, &text, &all());
    }
}
