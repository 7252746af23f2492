//! From the text of a file to what it says.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::{About, Cut, DecisionsFile, FORMAT, Rule, Words};
use crate::import::Unreadable;
use crate::records::code::Code;
use crate::records::date;
use crate::records::decision::{Choice, Factors, Ground, Opinion};
use crate::records::item::{ItemId, ItemKind};
use crate::records::proposal::ProposalKind;
use crate::records::reference::Reference;
use crate::records::text;

/// What is wrong, and where.
struct Wrong {
    at: Range<usize>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    praxis: Spanned<String>,
    request: Spanned<String>,
    #[serde(default)]
    opinion: Vec<OpinionTable>,
    #[serde(default)]
    decide: Vec<Spanned<Decide>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpinionTable {
    by_whom: Spanned<String>,
    capacity: Spanned<String>,
    profession: Spanned<String>,
    on: Spanned<toml::Value>,
    met: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decide {
    items: Option<Spanned<Vec<Spanned<String>>>>,
    kind: Option<Spanned<String>>,
    all: Option<Spanned<bool>>,
    from: Option<Spanned<toml::Value>>,
    to: Option<Spanned<toml::Value>>,
    #[serde(rename = "do")]
    choice: Spanned<String>,
    ground: Option<Spanned<String>>,
    factors: Option<Spanned<Factors>>,
    #[serde(default)]
    opinions: Vec<Spanned<toml::Value>>,
    #[serde(default)]
    redact: Vec<Spanned<toml::Value>>,
    words: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CutTable {
    field: Option<String>,
    text: Option<String>,
    kind: Option<String>,
    ground: Option<String>,
}

impl DecisionsFile {
    /// Reads a file about the pack of a request.
    ///
    /// # Errors
    /// With the line and what is wrong with it. What the file says is not repeated: it may be words of a record.
    pub fn parse(text: &str, request: Reference) -> Result<Self, Unreadable> {
        let unreadable = |at: Range<usize>, why: &str| {
            Unreadable(format!("the decisions, line {}: {why}", line_at(text, at.start)))
        };
        let table: Table = toml::from_str(text)
            .map_err(|error| unreadable(error.span().unwrap_or_default(), &plainly(error.message())))?;
        table.checked(text, request).map_err(|Wrong { at, why }| unreadable(at, &why))
    }
}

/// What serde and toml say, without what they repeat of the file.
pub(in crate::import) fn plainly(message: &str) -> String {
    match message.split_once(", expected ") {
        Some((what, keys)) if what.starts_with("unknown field") && keys.contains('`') => {
            format!("there is a key that praxis does not know, expected {keys}")
        }
        _ if message.starts_with("unknown field") => "there is a key that praxis does not know".to_owned(),
        _ if message.starts_with("duplicate key") => "there is a key twice".to_owned(),
        _ if message.starts_with("invalid ") && message.contains([':', '`', '"']) => {
            "there is a value of the wrong type".to_owned()
        }
        _ => message.to_owned(),
    }
}

pub(in crate::import) fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count() + 1
}

impl Table {
    fn checked(self, text: &str, request: Reference) -> Result<DecisionsFile, Wrong> {
        if self.praxis.get_ref() != FORMAT {
            return Err(wrong(&self.praxis, format!("praxis is not \"{FORMAT}\"")));
        }
        match self.request.get_ref().parse::<Reference>() {
            Ok(other) if other == request => {}
            Ok(other) => return Err(wrong(&self.request, format!("it is for {other}, not for {request}"))),
            Err(_) => return Err(wrong(&self.request, "request is not a reference such as R-0001")),
        }
        let mut opinions: Vec<Opinion> = Vec::new();
        for table in &self.opinion {
            let opinion = opinion(table)?;
            if opinions.iter().any(|other| other.on == opinion.on) {
                return Err(wrong(
                    &table.on,
                    "there is another opinion of that day: decisions name them by it",
                ));
            }
            opinions.push(opinion);
        }
        let mut rules = Vec::new();
        for decide in &self.decide {
            let line = line_at(text, decide.span().start);
            rules.push(rule(decide, line, text)?);
        }
        Ok(DecisionsFile { opinions, rules })
    }
}

fn opinion(table: &OpinionTable) -> Result<Opinion, Wrong> {
    Ok(Opinion {
        by_whom: plain(&table.by_whom, "by_whom")?,
        capacity: one_of(&table.capacity, "capacity")?,
        profession: one_of(&table.profession, "profession")?,
        on: day(&table.on, "on")?,
        met: table.met,
    })
}

fn rule(table: &Spanned<Decide>, line: usize, text: &str) -> Result<Rule, Wrong> {
    let at = table.get_ref();
    let choice: Choice = one_of(&at.choice, "do")?;
    let ground: Option<Ground> = at.ground.as_ref().map(|ground| one_of(ground, "ground")).transpose()?;
    match (choice, ground) {
        (Choice::Withhold, None) => return Err(wrong(table, "to withhold needs a ground")),
        (Choice::Redact, _) if at.redact.is_empty() => {
            return Err(wrong(table, "to redact needs what is taken out: redact = [ ... ]"));
        }
        (Choice::Disclose | Choice::Withhold, _) if !at.redact.is_empty() => {
            return Err(wrong(&at.redact[0], "words are taken out only with do = \"redact\""));
        }
        _ => {}
    }
    Ok(Rule {
        line,
        about: about(table)?,
        choice,
        ground,
        factors: at.factors.as_ref().map(factors).transpose()?,
        opinions: at.opinions.iter().map(|on| day(on, "opinions")).collect::<Result<_, _>>()?,
        cuts: at
            .redact
            .iter()
            .map(|table| cut(table, line_at(text, table.span().start)))
            .collect::<Result<_, _>>()?,
        words: at.words.as_ref().map(|words| plain(words, "words")).transpose()?,
    })
}

fn about(table: &Spanned<Decide>) -> Result<About, Wrong> {
    let at = table.get_ref();
    let from = at.from.as_ref().map(|from| day(from, "from")).transpose()?;
    let to = at.to.as_ref().map(|to| day(to, "to")).transpose()?;
    if let (Some(first), Some(last), Some(to)) = (from, to, &at.to)
        && last < first
    {
        return Err(wrong(to, "to is before from"));
    }
    match (&at.items, &at.kind, &at.all) {
        (Some(items), None, None) => {
            if let Some(limit) = at.from.as_ref().or(at.to.as_ref()) {
                return Err(wrong(limit, "from and to go with kind and all, not with items"));
            }
            let mut ids: Vec<ItemId> = Vec::new();
            for item in items.get_ref() {
                let id = item
                    .get_ref()
                    .parse()
                    .map_err(|_| wrong(item, "is not an item such as N-000012 or C-0007/contact"))?;
                if ids.contains(&id) {
                    return Err(wrong(item, "the item stands here twice"));
                }
                ids.push(id);
            }
            if ids.is_empty() {
                return Err(wrong(items, "items is empty"));
            }
            Ok(About::Items(ids))
        }
        (None, Some(kind), None) => {
            let kind: ItemKind = one_of(kind, "kind")?;
            Ok(About::Kind { kind, from, to })
        }
        (None, None, Some(all)) if *all.get_ref() => Ok(About::All { from, to }),
        _ => Err(wrong(table, "say one of items = [ ... ], kind = \"...\" and all = true")),
    }
}

fn factors(table: &Spanned<Factors>) -> Result<Factors, Wrong> {
    for (name, words) in table.get_ref().each() {
        if words.trim().is_empty() || text::field(words).is_err() {
            return Err(wrong(table, format!("the factor {name} is empty or not plain text")));
        }
    }
    Ok(table.get_ref().clone())
}

/// `"phone"`, or a table that says more. Without a ground it is the usual one: somebody else's.
fn cut(entry: &Spanned<toml::Value>, line: usize) -> Result<Cut, Wrong> {
    let code_of = |word: &str| ProposalKind::from_code(word);
    let no_kind = || wrong(entry, format!("redact holds no kind of {}", listed::<ProposalKind>()));
    let table: CutTable = match entry.get_ref() {
        toml::Value::String(kind) => {
            let what = Words::Proposed(code_of(kind).ok_or_else(no_kind)?);
            return Ok(Cut { line, what, ground: Ground::ThirdParty });
        }
        table => table.clone().try_into().map_err(|_| {
            wrong(entry, "redact holds words for kinds, and tables of field, text, kind and ground")
        })?,
    };
    let ground = match table.ground {
        None => Ground::ThirdParty,
        Some(code) => Ground::from_code(&code)
            .ok_or_else(|| wrong(entry, format!("ground is none of {}", listed::<Ground>())))?,
    };
    if !ground.keeps_back() {
        return Err(wrong(entry, format!("{} is no ground to take words out", ground.code())));
    }
    let what = match (table.text, table.kind) {
        // Not trimmed: the words are those of the record, letter for letter.
        (Some(text), None) if text.trim().is_empty() => return Err(wrong(entry, "text is empty")),
        (Some(text), None) => Words::Phrase { field: table.field, text },
        (None, Some(kind)) if table.field.is_none() => Words::Proposed(code_of(&kind).ok_or_else(no_kind)?),
        _ => return Err(wrong(entry, "say either text, with or without field, or kind")),
    };
    Ok(Cut { line, what, ground })
}

fn listed<T: Code>() -> String {
    T::ALL.iter().map(|member| member.code()).collect::<Vec<_>>().join(", ")
}

fn one_of<T: Code>(word: &Spanned<String>, what: &str) -> Result<T, Wrong> {
    T::from_code(word.get_ref()).ok_or_else(|| wrong(word, format!("{what} is none of {}", listed::<T>())))
}

fn plain(words: &Spanned<String>, what: &str) -> Result<String, Wrong> {
    let read = text::field(words.get_ref()).ok().filter(|text| !text.is_empty());
    read.ok_or_else(|| wrong(words, format!("{what} is empty, too long or not plain text")))
}

/// A date of TOML, without a time; or one in quotes.
fn day(value: &Spanned<toml::Value>, what: &str) -> Result<NaiveDate, Wrong> {
    let read = match value.get_ref() {
        toml::Value::Datetime(toml::value::Datetime { date: Some(date), time: None, .. }) => date.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => return Err(wrong(value, format!("{what} is not a date such as 2026-11-22"))),
    };
    date::parse(&read).map_err(|why| wrong(value, format!("{what} {why}")))
}

fn wrong<T>(at: &Spanned<T>, why: impl Into<String>) -> Wrong {
    Wrong { at: at.span(), why: why.into() }
}
