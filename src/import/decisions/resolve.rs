//! From what a file says to a decision on each item of a pack.

use super::{About, Cut, DecisionsFile, Rule, Words};
use crate::import::Unreadable;
use crate::records::decision::{Choice, Decision, Opinion, Span};
use crate::records::item::Item;
use crate::records::member::MemberNumber;
use crate::records::proposal::Proposal;

/// What was proposed in a field of an item.
pub struct Proposed<'p> {
    /// The field's name.
    pub field: &'p str,
    /// In its order.
    pub proposals: &'p [Proposal],
}

/// Who decides, and when.
pub struct Decider<'d> {
    /// Who.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub at: &'d str,
    /// The opinions on the whole record that are known already.
    pub opinions: &'d [Opinion],
}

/// The decisions that the file makes about the items of a pack, in their order. An item that it says nothing about has none.
///
/// Of several rules about an item the one that names it closest counts: by name, by kind, all. Two of one rank about one
/// item are an error: nobody can say which was meant.
///
/// `proposed` gives what was proposed in an item.
///
/// # Errors
/// With the line: an item that is not in the pack, an item decided twice, words that stand nowhere in it, a decision that
/// makes no sense. Words are never repeated.
pub fn resolve<'p>(
    file: &DecisionsFile,
    items: &[Item],
    proposed: impl Fn(&Item) -> Vec<Proposed<'p>>,
    decider: &Decider<'_>,
) -> Result<Vec<Decision>, Unreadable> {
    let opinions: Vec<Opinion> = decider.opinions.iter().chain(&file.opinions).cloned().collect();
    for rule in &file.rules {
        if let About::Items(ids) = &rule.about
            && let Some(id) = ids.iter().find(|id| !items.iter().any(|item| item.id == **id))
        {
            return Err(wrong(rule.line, &format!("{id} is not in the pack")));
        }
    }
    let mut found = vec![false; file.rules.iter().map(|rule| rule.cuts.len()).sum()];
    let mut decisions = Vec::new();
    for item in items {
        let Some((place, rule)) = closest(&file.rules, item)? else { continue };
        let first_cut: usize = file.rules[..place].iter().map(|rule| rule.cuts.len()).sum();
        let by_name = matches!(rule.about, About::Items(_));
        // praxis sees what is said of a file, and not into it: what is to be taken out may stand there.
        if item.kind.is_file() && rule.choice == Choice::Redact && !by_name {
            if matches!(rule.about, About::All { .. }) {
                continue;
            }
            return Err(wrong(rule.line, "a file goes out whole or not at all: disclose or withhold it"));
        }
        let mut spans = Vec::new();
        for (cut, found) in rule.cuts.iter().zip(&mut found[first_cut..]) {
            let here = spans_of(cut, item, &proposed(item));
            // Of items that are named, each must have the words; of a kind or all, one of them.
            if here.is_empty() && by_name && matches!(cut.what, Words::Phrase { .. }) {
                return Err(wrong(cut.line, &format!("the words to be taken out are not in {}", item.id)));
            }
            *found |= !here.is_empty();
            spans.extend(here);
        }
        if by_name && spans.is_empty() && rule.choice == Choice::Redact {
            return Err(wrong(rule.line, &format!("nothing of that kind is in {}", item.id)));
        }
        let decision = made(rule, item, spans, decider);
        decision.check(item, &opinions).map_err(|why| wrong(rule.line, &format!("{}: {why}", item.id)))?;
        decisions.push(decision);
    }
    let all_cuts = file.rules.iter().flat_map(|rule| &rule.cuts);
    let missed = all_cuts.zip(found).find(|(cut, found)| !found && matches!(cut.what, Words::Phrase { .. }));
    match missed {
        Some((cut, _)) => Err(wrong(cut.line, "the words to be taken out are in none of the items")),
        None => Ok(decisions),
    }
}

/// The rule that counts for an item, and its place.
fn closest<'f>(rules: &'f [Rule], item: &Item) -> Result<Option<(usize, &'f Rule)>, Unreadable> {
    let mut best: Option<(usize, &Rule)> = None;
    for (place, rule) in rules.iter().enumerate().filter(|(_, rule)| covers(&rule.about, item)) {
        match best {
            Some((_, other)) if other.about.rank() > rule.about.rank() => {}
            Some((_, other)) if other.about.rank() == rule.about.rank() => {
                return Err(wrong(
                    rule.line,
                    &format!("{} is decided in line {} already", item.id, other.line),
                ));
            }
            _ => best = Some((place, rule)),
        }
    }
    Ok(best)
}

fn covers(about: &About, item: &Item) -> bool {
    let within = |from: &Option<_>, to: &Option<_>| match item.date {
        Some(date) => from.is_none_or(|from| from <= date) && to.is_none_or(|to| date <= to),
        // Of an item without a day nobody knows whether it is of those days.
        None => from.is_none() && to.is_none(),
    };
    match about {
        About::Items(ids) => ids.contains(&item.id),
        About::Kind { kind, from, to } => *kind == item.kind && within(from, to),
        About::All { from, to } => within(from, to),
    }
}

fn made(rule: &Rule, item: &Item, spans: Vec<Span>, decider: &Decider<'_>) -> Decision {
    // A rule for many takes out what there is: an item with nothing of it goes out whole.
    let whole = rule.choice == Choice::Redact && spans.is_empty();
    Decision {
        item: item.id,
        version: item.version,
        choice: if whole { Choice::Disclose } else { rule.choice },
        ground: rule.ground,
        factors: rule.factors.clone(),
        opinion: None,
        opinions: rule.opinions.clone(),
        spans,
        words: rule.words.clone(),
        by: decider.by,
        at: decider.at.to_owned(),
    }
}

/// Where the words of a cut stand in an item.
fn spans_of(cut: &Cut, item: &Item, proposed: &[Proposed<'_>]) -> Vec<Span> {
    let span = |field: &str, start, end| Span { field: field.to_owned(), start, end, ground: cut.ground };
    let mut spans = Vec::new();
    match &cut.what {
        Words::Phrase { field, text } => {
            for one in item.fields.iter().filter(|one| field.as_ref().is_none_or(|name| *name == one.name)) {
                spans.extend(
                    occurrences(&one.text, text).into_iter().map(|(start, end)| span(&one.name, start, end)),
                );
            }
        }
        Words::Proposed(kind) => {
            for one in proposed {
                let of_kind = one.proposals.iter().filter(|proposal| proposal.kind == *kind);
                spans.extend(of_kind.map(|proposal| span(one.field, proposal.start, proposal.end)));
            }
        }
    }
    spans
}

/// Every place of a phrase, in characters; overlapping ones too: of `ana` in `banana` the last letters are words to be
/// taken out as well.
pub fn occurrences(text: &str, phrase: &str) -> Vec<(usize, usize)> {
    let length = phrase.chars().count();
    let mut places = Vec::new();
    let (mut byte, mut character) = (0, 0);
    while let Some(at) = text[byte..].find(phrase) {
        character += text[byte..byte + at].chars().count();
        places.push((character, character + length));
        // The next one begins a character further on.
        byte += at + text[byte + at..].chars().next().map_or(1, char::len_utf8);
        character += 1;
    }
    places
}

fn wrong(line: usize, why: &str) -> Unreadable {
    Unreadable(format!("the decisions, line {line}: {why}"))
}
