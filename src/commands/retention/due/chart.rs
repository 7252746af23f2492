//! How many records come due in which year, as bars of text.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::rules::retention::When;
use crate::vault::FoundDue;

/// The longest bar, in columns.
const WIDEST: usize = 50;

/// The chart. What is due already stands under one line, and so does what never comes due.
#[must_use]
pub fn of(found: &[FoundDue], today: NaiveDate) -> String {
    let mut by_year: BTreeMap<i32, usize> = BTreeMap::new();
    let (mut due, mut never, mut unknown) = (0, 0, 0);
    for one in found {
        match one.answer.when {
            _ if one.is_due(today) => due += 1,
            When::From(day) => *by_year.entry(day.year()).or_default() += 1,
            When::Never => never += 1,
            When::CannotCompute => unknown += 1,
        }
    }
    let mut lines = vec![("due now".to_owned(), due)];
    lines.extend(by_year.into_iter().map(|(year, count)| (year.to_string(), count)));
    lines.extend([("never".to_owned(), never), ("cannot say".to_owned(), unknown)]);
    draw(&lines)
}

fn draw(lines: &[(String, usize)]) -> String {
    let most = lines.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bars = lines.iter().map(|(label, count)| {
        // At least one column for what is there at all.
        let width = (count * WIDEST).div_ceil(most);
        format!("{label:<10} {:>6}  {}", count, "#".repeat(width)).trim_end().to_owned()
    });
    bars.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_to_scale_and_never_longer_than_the_widest() {
        let lines = [("2027", 100), ("2028", 1), ("2029", 0), ("2030", 50)];
        let drawn = draw(&lines.map(|(label, count)| (label.to_owned(), count)));
        let bars: Vec<usize> = drawn.lines().map(|line| line.matches('#').count()).collect();
        assert_eq!(bars, [50, 1, 0, 25]);
        assert!(drawn.starts_with("2027          100  ###"), "{drawn}");
        assert_eq!(draw(&[("due now".to_owned(), 0)]), "due now         0");
    }
}
