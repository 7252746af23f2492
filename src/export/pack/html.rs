//! `record.html`: the pack to be read. One file that asks for nothing: no script, no font, no picture, no network; its
//! policy forbids them too, so that text which would be a tag in a careless browser finds nothing to run.

mod style;

use chrono::Datelike;

use super::{Entry, Pack};
use crate::export::page::{Page, policy};
use crate::export::words;
use crate::records::text::counted;

/// The contents of a section with more entries than this go by year.
const LISTED: usize = 40;

/// The page.
#[must_use]
pub fn page(pack: &Pack) -> String {
    let style = style::of(pack.request);
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy(&style)));
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    // The title stands in the list of windows and above a printed page: no name.
    page.raw(&format!(
        "<title>Request {}: the record</title>\n<style>{style}</style>\n</head>\n<body>\n",
        pack.request
    ));
    let sections = sections(&pack.entries);
    head(&mut page, pack);
    contents(&mut page, pack, &sections);
    page.raw("<main>\n<section id=\"letter\" class=\"letter\">\n<h2>The letter</h2>\n");
    page.element("div", " class=\"text\" dir=\"auto\"", pack.letter.trim());
    page.raw("</section>\n");
    for (at, section) in sections.iter().enumerate() {
        page.raw(&format!("<section id=\"s{}\" class=\"entries\">\n", at + 1));
        page.element("h2", "", &section[0].section);
        for one in *section {
            entry(&mut page, one);
        }
        page.raw("</section>\n");
    }
    left_out(&mut page, pack);
    searched(&mut page, pack);
    recipients(&mut page, pack);
    page.raw("</main>\n<footer>\n");
    page.element("p", "", &format!("End of the record given out for request {}.", pack.request));
    page.raw("</footer>\n</body>\n</html>\n");
    page.done()
}

/// The entries by the headings they stand under.
fn sections(entries: &[Entry]) -> Vec<&[Entry]> {
    entries.chunk_by(|one, next| one.section == next.section).collect()
}

fn head(page: &mut Page, pack: &Pack) {
    page.raw("<header>\n");
    page.element("p", " class=\"practice\"", &pack.practice.name);
    page.element("h1", " dir=\"auto\"", &format!("Record of {}", pack.subject_name));
    page.raw("<dl class=\"facts\">\n");
    page.term("Request", &pack.request.to_string());
    page.term("Asked for", &format!("{} ({})", words::right(pack.right), pack.right.source()));
    page.term("Made", &words::moment(&pack.made));
    page.term("In it", &counted_entries(pack.entries.len()));
    let whole = counted(pack.withheld.len(), "thing");
    page.term(
        "Left out",
        &match (pack.withheld.len(), pack.redactions) {
            (0, 0) => "nothing".to_owned(),
            (_, 0) => whole,
            (0, passages) => passages_of(passages),
            (_, passages) => format!("{whole} whole, and {}", passages_of(passages)),
        },
    );
    page.term("Questions to", &pack.practice.contact);
    if let Some(dpo) = &pack.practice.dpo {
        page.term("Data protection officer", dpo);
    }
    page.raw("</dl>\n</header>\n");
}

fn counted_entries(number: usize) -> String {
    format!("{number} {}", if number == 1 { "entry" } else { "entries" })
}

fn passages_of(number: u64) -> String {
    format!("{number} {} from what is in it", if number == 1 { "passage" } else { "passages" })
}

fn contents(page: &mut Page, pack: &Pack, sections: &[&[Entry]]) {
    page.raw("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    page.raw("<li><a href=\"#letter\">The letter</a></li>\n");
    for (at, section) in sections.iter().enumerate() {
        page.raw(&format!("<li><a href=\"#s{}\">", at + 1));
        page.text(&section[0].section);
        page.raw(&format!("</a> <span class=\"count\">({})</span>\n", counted_entries(section.len())));
        below(page, section);
        page.raw("</li>\n");
    }
    let last = [
        ("left-out", "What was left out", pack.withheld.is_empty() && pack.redactions == 0),
        ("searched", "What was searched", pack.searched.is_empty()),
        ("recipients", "Who was given something from it", pack.recipients.is_empty()),
    ];
    for (id, heading, _) in last.iter().filter(|(_, _, absent)| !absent) {
        page.raw(&format!("<li><a href=\"#{id}\">{heading}</a></li>\n"));
    }
    page.raw("</ol>\n</nav>\n");
}

/// What stands below a section in the contents: its entries; of many, its years.
fn below(page: &mut Page, section: &[Entry]) {
    if section.len() == 1 {
        return;
    }
    if section.len() <= LISTED {
        page.raw("<ul>\n");
        for one in section {
            page.raw(&format!("<li><a href=\"#e-{}\">", one.id));
            page.text(&one.title);
            page.raw("</a></li>\n");
        }
        page.raw("</ul>\n");
        return;
    }
    page.raw("<ul class=\"years\">\n");
    let year = |entry: &Entry| entry.date.map(|date| date.year());
    for same in section.chunk_by(|one, next| year(one) == year(next)) {
        let name = year(&same[0]).map_or_else(|| "no date".to_owned(), |year| year.to_string());
        page.raw(&format!("<li><a href=\"#e-{}\">{name}</a> ({})</li>\n", same[0].id, same.len()));
    }
    page.raw("</ul>\n");
}

fn entry(page: &mut Page, entry: &Entry) {
    page.raw(&format!("<article id=\"e-{}\">\n", entry.id));
    page.element("h3", " dir=\"auto\"", &entry.title);
    page.raw(&format!("<p class=\"about\">{}", entry.id));
    if let Some(date) = entry.date {
        page.raw(&format!(" · <time datetime=\"{date}\">{}</time>", words::day(date)));
    }
    page.raw("</p>\n");
    if entry.redacted {
        page.raw("<p class=\"note\">Something was left out of this entry; see “What was left out”.</p>\n");
    }
    if !entry.fields.is_empty() || entry.attachment.is_some() {
        page.raw("<dl>\n");
        for field in &entry.fields {
            // A telephone number needs no line for its label.
            let short = field.text.chars().nth(60).is_none() && !field.text.contains('\n');
            page.raw(if short { "<div class=\"short\">" } else { "<div>" });
            page.term(&field.label, &field.text);
            page.raw("</div>\n");
        }
        if let Some(file) = &entry.attachment {
            page.raw("<div class=\"short\"><dt>File in this pack</dt><dd>");
            // The name was looked at before (`Pack::check`): it cannot leave the folder, nor the quotes.
            page.raw(&format!("<a href=\"{0}\">{0}</a> (", file.file_name));
            page.text(&format!("{}, {}", file.media_type, words::bytes(file.bytes)));
            page.raw(")</dd></div>\n");
        }
        page.raw("</dl>\n");
    }
    page.raw("</article>\n");
}

fn left_out(page: &mut Page, pack: &Pack) {
    if pack.withheld.is_empty() && pack.redactions == 0 {
        return;
    }
    page.raw("<section id=\"left-out\">\n<h2>What was left out</h2>\n");
    if pack.redactions > 0 {
        let sentence = format!(
            "{} left out of entries that are in this record. Each of them says so, and the place is marked.",
            match pack.redactions {
                1 => "1 passage was".to_owned(),
                many => format!("{many} passages were"),
            }
        );
        page.element("p", "", &sentence);
    }
    if !pack.withheld.is_empty() {
        page.raw("<p>These were left out whole. The numbers are those of this list.</p>\n");
        let rows = pack.withheld.iter();
        page.table(
            &["Number", "What", "Why", "Where the law says so"],
            rows.map(|w| [w.number.to_string(), w.what.clone(), w.ground.clone(), w.source.clone()]),
        );
    }
    page.raw("<p>What was left out was taken away, not covered: it is nowhere in this document or the files that came with it.</p>\n</section>\n");
}

fn searched(page: &mut Page, pack: &Pack) {
    if pack.searched.is_empty() {
        return;
    }
    page.raw("<section id=\"searched\">\n<h2>What was searched</h2>\n");
    let rows = pack.searched.iter();
    page.table(
        &["Where", "How", "Found"],
        rows.map(|s| [s.what.clone(), s.how.clone(), s.found.to_string()]),
    );
    page.raw("</section>\n");
}

fn recipients(page: &mut Page, pack: &Pack) {
    if pack.recipients.is_empty() {
        return;
    }
    page.raw("<section id=\"recipients\">\n<h2>Who was given something from it</h2>\n");
    let rows = pack.recipients.iter();
    page.table(
        &["To whom", "What", "When"],
        rows.map(|d| [d.to.clone(), d.what.clone(), d.date.map(words::day).unwrap_or_default()]),
    );
    page.raw("</section>\n");
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::super::tests::small;
    use super::*;
    use crate::export::page::hides;

    /// Every tag of a page, attributes and all, in order.
    fn tags(page: &str) -> Vec<&str> {
        page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or(rest)).collect()
    }

    proptest! {
        #[test]
        fn no_text_adds_a_tag_or_an_attribute(text in "[\\PC<>&\"'=/ \n]{0,60}") {
            // What hides is shown in a span of ours; here it stays out.
            let text: String = text.chars().filter(|&c| !hides(c)).collect();
            let with = |text: &str| {
                let mut pack = small();
                pack.practice.name = text.to_owned();
                pack.practice.contact = text.to_owned();
                pack.practice.dpo = Some(text.to_owned());
                pack.subject_name = text.to_owned();
                pack.letter = format!("x{text}");
                for entry in &mut pack.entries {
                    entry.title = text.to_owned();
                    entry.section = text.to_owned();
                    for field in &mut entry.fields {
                        field.label = text.to_owned();
                        field.text = text.to_owned();
                    }
                    if let Some(file) = &mut entry.attachment {
                        file.media_type = text.to_owned();
                    }
                }
                for withheld in &mut pack.withheld {
                    withheld.what = text.to_owned();
                    withheld.ground = text.to_owned();
                    withheld.source = text.to_owned();
                }
                for searched in &mut pack.searched {
                    searched.what = text.to_owned();
                    searched.how = text.to_owned();
                }
                for recipient in &mut pack.recipients {
                    recipient.to = text.to_owned();
                    recipient.what = text.to_owned();
                }
                page(&pack)
            };
            // How long a text is decides how it is laid out, not what it can do.
            let page_of = |text: &str| with(text).replace(" class=\"short\"", "");
            let (hostile, harmless) = (page_of(&text), page_of("harmless"));
            prop_assert_eq!(tags(&hostile), tags(&harmless));
        }
    }

    #[test]
    fn it_asks_for_nothing() {
        let page = page(&small());
        for word in
            ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "http://", "https://", " on"]
        {
            let found = page.match_indices(word).map(|(at, _)| &page[at..page.len().min(at + 20)]);
            let found: Vec<_> = found.filter(|found| word != " on" || found.contains('=')).collect();
            assert!(found.is_empty(), "{word}: {found:?}");
        }
        assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    }

    #[test]
    fn every_link_leads_somewhere() {
        let page = page(&small());
        for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().expect("an end")) {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
    }

    #[test]
    fn the_contents_of_many_go_by_year() {
        let mut pack = small();
        let first = pack.entries.iter().position(|entry| entry.kind == "note").expect("a note");
        pack.entries.truncate(first);
        for number in 1..=100 {
            let date = NaiveDate::from_ymd_opt(2020 + number / 50, 1, 1).expect("a date");
            pack.entries.push(Entry {
                id: format!("N-{number:06}"),
                kind: "note".to_owned(),
                section: "Session notes".to_owned(),
                title: "Session".to_owned(),
                date: Some(date),
                fields: Vec::new(),
                redacted: false,
                attachment: None,
            });
        }
        let page = page(&pack);
        assert!(page.contains("<li><a href=\"#e-N-000001\">2020</a> (49)</li>"));
        assert!(page.contains("<li><a href=\"#e-N-000050\">2021</a> (50)</li>"));
        assert!(!page.contains("href=\"#e-N-000002\""));
    }
}
