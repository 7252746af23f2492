use proptest::prelude::*;

use super::*;

const ALPHABET: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// As long as a kit with two verify keys.
fn sample(seed: u8) -> Vec<u8> {
    (0..178_u8).map(|byte| byte.wrapping_mul(167).wrapping_add(seed)).collect()
}

fn typed(bytes: &[u8]) -> Vec<String> {
    write(bytes).expect("writes").lines().map(str::to_owned).collect()
}

fn bare(line: &str) -> Vec<char> {
    line.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Why a line is refused; a right one because others are missing.
fn refusal(line: impl IntoIterator<Item = char>) -> Mistyped {
    let line: String = line.into_iter().collect();
    read(&line).expect_err("is refused")
}

#[test]
fn the_lines_look_like_this() {
    let lines = typed(&sample(1));
    assert_eq!(lines.len(), 7);
    assert_eq!(lines[2].len(), 76, "stands on a terminal of 80");
    assert!(lines[2].starts_with("KIT-03/07-1 "));
    let groups: Vec<&str> = lines[2].split(' ').collect();
    assert_eq!(groups.len(), 14);
    assert!(groups[1..].iter().all(|group| group.len() == 4 && group.chars().all(|c| ALPHABET.contains(c))));
    assert!(lines.iter().all(|line| line.split(' ').nth(1) == Some(groups[1])), "the tag");
}

/// The lines are Bech32m to anybody else's decoder too.
#[test]
fn each_line_is_bech32m() {
    for (line, number) in typed(&sample(1)).iter().zip(1..) {
        let line: String = bare(line).into_iter().collect();
        let decoded = bech32::primitives::decode::CheckedHrpstring::new::<bech32::Bech32m>(&line);
        assert_eq!(decoded.expect("decodes").hrp().to_lowercase(), format!("kit0{number}07"));
    }
}

#[test]
fn nothing_is_moved_in_memory() {
    for bytes in [sample(1), Vec::new()] {
        let (lines, scanned) = (write(&bytes).expect("writes"), write_for_scanner(&bytes).expect("writes"));
        assert_eq!(lines.len(), lines.capacity());
        assert_eq!(scanned.len() + 1, scanned.capacity());
    }
}

#[test]
fn every_wrong_character_is_located() {
    let lines = typed(&sample(1));
    for (at, line) in lines.iter().enumerate() {
        let line = bare(line);
        assert_eq!(line.len(), 60);
        for place in 0..60 {
            for wrong in ALPHABET.chars().chain("1BIO?é".chars()) {
                if wrong == line[place] {
                    continue;
                }
                let mut changed = line.clone();
                changed[place] = wrong;
                let number = u32::try_from(at).expect("few") + 1;
                assert_eq!(refusal(changed), Mistyped::MayBeWrong(number, place + 1), "{wrong}");
            }
        }
    }
}

#[test]
fn characters_left_out_doubled_and_swapped_are_noticed() {
    let lines = typed(&sample(1));
    for (at, line) in lines.iter().enumerate() {
        let (line, named) = (bare(line), u32::try_from(at).expect("few") + 1);
        for place in 0..60 {
            let mut shorter = line.clone();
            shorter.remove(place);
            let refused = refusal(shorter);
            assert!(matches!(refused, Mistyped::TooShort(_, 59) | Mistyped::NotALine(_)), "{refused}");
            assert!(place < 5 || refused == Mistyped::TooShort(named, 59));
            for added in "QPL107".chars() {
                let mut longer = line.clone();
                longer.insert(place, added);
                let refused = refusal(longer);
                assert!(matches!(refused, Mistyped::TooLong(_, 61) | Mistyped::NotALine(_)), "{refused}");
            }
            for other in (place + 1..60).take(3) {
                let mut swapped = line.clone();
                swapped.swap(place, other);
                if swapped != line {
                    let refused = refusal(swapped);
                    assert!(matches!(refused, Mistyped::Wrong(_) | Mistyped::NotALine(_)), "{refused}");
                }
            }
        }
    }
}

#[test]
fn lines_too_few_too_many_and_of_others() {
    let (lines, others) = (typed(&sample(1)), typed(&sample(2)));
    let says = |lines: &[String]| read(&lines.join("\n")).map(drop).expect_err("is refused");
    for at in 0..lines.len() {
        let number = u8::try_from(at).expect("few") + 1;
        let mut fewer = lines.clone();
        fewer.remove(at);
        assert_eq!(says(&fewer), Mistyped::Missing(number));
        let mut twice = lines.clone();
        twice.push(lines[at].clone());
        assert_eq!(says(&twice), Mistyped::Twice(number));
        let mut mixed = lines.clone();
        mixed[at] = others[at].clone();
        assert_eq!(says(&mixed), Mistyped::OtherKit(number));
        // The same content in fewer lines has another count in each.
        assert_eq!(says(&[lines[at].clone(), typed(b"x")[0].clone()]), Mistyped::OtherKit(1));
    }
    for none in ["", "\n\n", " - \n/", "+++"] {
        assert_eq!(read(none).map(drop), Err(Mistyped::Nothing));
    }
    assert_eq!(says(&["Recovery kit T-01".to_owned()]), Mistyped::NotALine(1));
}

/// Lines with right checksums that praxis never writes.
#[test]
fn other_right_lines_are_refused() {
    let line = |number, count, content: &[u8; 26]| -> String {
        let tag = tag(b"abc");
        line::write(number, count, tag, content).expect("writes").iter().map(|&c| char::from(c)).collect()
    };
    let mut content = [0; 26];
    content[..4].copy_from_slice(b"abc\x80");
    assert_eq!(read(&line(1, 1, &content)).expect("reads").as_slice(), b"abc");
    for (number, count) in [(0, 0), (0, 1), (2, 1)] {
        assert!(matches!(read(&line(number, count, &content)), Err(Mistyped::Wrong(_))), "{number}/{count}");
    }
    let two = [line(1, 2, &content), line(2, 2, &[0; 26])].join("\n");
    assert_eq!(read(&two).map(drop), Err(Mistyped::NotTogether), "an end before the last line");
    for content in [[0; 26], [1; 26], *b"abd\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        assert_eq!(read(&line(1, 1, &content)).map(drop), Err(Mistyped::NotTogether));
    }
}

/// 42 characters of content are two bits more than 26 bytes.
#[test]
fn a_line_has_one_spelling() {
    use bech32::primitives::iter::Fe32IterExt;
    let right = bare(&typed(&sample(1))[6]);
    for bits in 0..4 {
        let mut symbols: Vec<_> = right[8..54]
            .iter()
            .map(|&letter| bech32::Fe32::from_char(letter.to_ascii_lowercase()).expect("of the alphabet"))
            .collect();
        symbols[45] = bech32::Fe32::try_from(symbols[45].to_u8() | bits).expect("five bits");
        let hrp = bech32::Hrp::parse("kit0707").expect("a readable part");
        let line: String = symbols.into_iter().with_checksum::<bech32::Bech32m>(&hrp).chars().collect();
        let expected = if bits == 0 { Mistyped::Missing(1) } else { Mistyped::Wrong(7) };
        assert_eq!(refusal(line.chars()), expected, "{bits}");
    }
}

#[test]
fn a_line_is_named_by_its_number_or_its_place() {
    let lines = typed(&sample(1));
    let line = bare(&lines[6]);
    let after_another = |line: Vec<char>| refusal(lines[0].chars().chain("\n\n".chars()).chain(line));
    let mut wrong = line.clone();
    wrong.swap(20, 21);
    assert_ne!(wrong, line);
    assert_eq!(after_another(wrong.clone()), Mistyped::Wrong(7));
    wrong[3] = 'X';
    assert_eq!(after_another(wrong), Mistyped::Wrong(2));
    let mut renumbered = line;
    renumbered[4] = '3';
    assert_eq!(after_another(renumbered), Mistyped::MayBeWrong(7, 5));
    assert_eq!(after_another("Recovery kit".chars().collect()), Mistyped::NotALine(2));
}

#[test]
fn errors_in_words() {
    for (error, words) in [
        (Mistyped::MayBeWrong(3, 17), "line 3, character 17 may be wrong: the 1st in group 4"),
        (Mistyped::MayBeWrong(3, 8), "line 3, character 8 may be wrong: the 8th in group 1"),
        (Mistyped::MayBeWrong(3, 9), "line 3, character 9 may be wrong: the 1st in group 2"),
        (Mistyped::MayBeWrong(3, 60), "line 3, character 60 may be wrong: the 4th in group 14"),
        (Mistyped::Wrong(3), "line 3 is mistyped"),
        (Mistyped::TooShort(3, 59), "line 3 is too short: it has 59 characters without spaces, not 60"),
        (Mistyped::Missing(3), "line 3 is missing"),
    ] {
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn ninety_nine_lines_and_no_more() {
    let most = vec![7; 99 * CONTENT - 1];
    assert_eq!(*read(&write(&most).expect("writes")).expect("reads"), most);
    assert!(write(&vec![7; 99 * CONTENT]).is_err());
    assert!(write_for_scanner(&vec![7; 99 * CONTENT]).is_err());
    assert!(write(&vec![7; 256 * CONTENT]).is_err());
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(&*read(&write(&bytes).expect("writes")).expect("reads"), &bytes);
        prop_assert_eq!(&*read(&write_for_scanner(&bytes).expect("writes")).expect("reads"), &bytes);
    }

    #[test]
    fn order_case_and_groups_do_not_matter(
        order in Just(typed(&sample(1))).prop_shuffle(),
        noise in proptest::collection::vec((any::<bool>(), 0..9_usize), 700),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\n \n\n"), Just("\r"), Just("+")],
    ) {
        let mut noise = noise.into_iter().cycle();
        let mut text = "\u{feff}\n".to_owned();
        for line in order {
            for letter in bare(&line) {
                let (lower, between) = noise.next().expect("endless");
                text.push(if lower { letter.to_ascii_lowercase() } else { letter });
                text.push_str(["", "", "", "", " ", "-", "\u{a0}", "–", "/\t"][between]);
            }
            text.push_str(end);
        }
        prop_assert_eq!(&*read(&text).expect("reads"), &sample(1));
    }

    /// As the code promises for four symbols and fewer. Two or three never pass for one.
    #[test]
    fn two_to_four_wrong_characters_are_noticed(
        at in 0..7_usize,
        changes in proptest::collection::btree_map(8..60_usize, 1..32_usize, 2..=4),
    ) {
        let lines = typed(&sample(1));
        let mut line = bare(&lines[at]);
        for (&place, difference) in &changes {
            let was = ALPHABET.find(line[place]).expect("of the alphabet");
            line[place] = char::from(ALPHABET.as_bytes()[was ^ difference]);
        }
        let refused = refusal(line);
        prop_assert!(!matches!(refused, Mistyped::Missing(_)), "accepted");
        if changes.len() < 4 {
            prop_assert_eq!(refused, Mistyped::Wrong(u32::try_from(at).expect("few") + 1));
        }
    }

    #[test]
    fn no_text_panics_or_is_repeated(text in prop_oneof![
        "\\PC{0,200}",
        "(KIT-0[0-9]/0[0-9]-1( [QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{4}){12,14}\n){0,4}",
    ]) {
        if let Err(error) = read(&text) {
            let words = error.to_string();
            let typed = text.split_whitespace().find(|word| word.len() > 3 && words.contains(*word));
            prop_assert_eq!(typed, None, "{}", words);
        }
    }
}
