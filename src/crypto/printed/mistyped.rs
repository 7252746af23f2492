//! What is wrong with typed lines, in words.

use std::fmt;

/// What to look at again. A line is named by the number printed on it; one whose number cannot be read, by its
/// place among those typed. Carries nothing of what was typed: it may be printed anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistyped {
    /// There is no line.
    Nothing,
    /// A line, by its place, does not begin as lines do.
    NotALine(u32),
    /// A line has fewer characters than the 60 it should have.
    TooShort(u32, usize),
    /// A line has more.
    TooLong(u32, usize),
    /// One other character would make the line right. From 1, without what stands between the groups.
    MayBeWrong(u32, usize),
    /// More than one character of a line is wrong.
    Wrong(u32),
    /// A line is of another kit than most.
    OtherKit(u8),
    /// A line is there twice.
    Twice(u8),
    /// A line is not there.
    Missing(u8),
    /// Each line is right, and they do not make one kit.
    NotTogether,
}

impl fmt::Display for Mistyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Mistyped::Nothing => f.write_str("no line of a printed kit was given"),
            Mistyped::NotALine(line) => write!(f, "line {line} does not begin with KIT, as each line does"),
            Mistyped::TooShort(line, length) => {
                write!(f, "line {line} is too short: it has {length} characters without spaces, not 60")
            }
            Mistyped::TooLong(line, length) => {
                write!(f, "line {line} is too long: it has {length} characters without spaces, not 60")
            }
            Mistyped::MayBeWrong(line, character) => {
                // The first group has eight characters, the others have four.
                let (group, within) = match character {
                    0..=8 => (1, character),
                    _ => ((character - 1) / 4, (character - 1) % 4 + 1),
                };
                let th = match within {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                };
                write!(
                    f,
                    "line {line}, character {character} may be wrong: the {within}{th} in group {group}"
                )
            }
            Mistyped::Wrong(line) => write!(f, "line {line} is mistyped"),
            Mistyped::OtherKit(line) => write!(f, "line {line} is of another kit than the other lines"),
            Mistyped::Twice(line) => write!(f, "line {line} is there twice"),
            Mistyped::Missing(line) => write!(f, "line {line} is missing"),
            Mistyped::NotTogether => f.write_str("the lines are not of one kit"),
        }
    }
}

impl std::error::Error for Mistyped {}
