//! What an erasure would do, as a person is shown it before anything is done, and as JSON.

use serde::Serialize;

use crate::records::certificate::{Certificate, Counted, Kept, MediumOf, OldBackup, PastExport, StaleKit};
use crate::records::erasure::Extent;
use crate::records::reference::Reference;
use crate::rules::erasure::Plan;
use crate::vault::Reach;

/// A plan as data.
#[derive(Serialize)]
pub struct Form<'a> {
    client: Reference,
    extent: Extent,
    destroyed: &'a [Counted],
    kept: &'a [Kept],
    warnings: Vec<Warning<'a>>,
    kits: &'a [StaleKit],
    backups: &'a [OldBackup],
    exports: &'a [PastExport],
    copies: u64,
    medium: &'a [MediumOf],
}

#[derive(Serialize)]
struct Warning<'a> {
    what: &'a str,
    source: &'a str,
}

impl<'a> Form<'a> {
    /// Puts a plan into its form.
    #[must_use]
    pub fn of(client: Reference, plan: &'a Plan, reach: &'a Reach, medium: &'a [MediumOf]) -> Self {
        let warnings = plan.warnings.iter().map(|w| Warning { what: &w.what, source: w.source }).collect();
        Self {
            client,
            extent: plan.extent,
            destroyed: &plan.destroyed,
            kept: &plan.kept,
            warnings,
            kits: &reach.kits,
            backups: &reach.backups,
            exports: &reach.exports,
            copies: reach.copies,
            medium,
        }
    }
}

/// A plan for a person.
#[must_use]
pub fn plan(client: Reference, plan: &Plan, reach: &Reach, medium: &[MediumOf]) -> String {
    let mut lines = Vec::new();
    let extent = if plan.extent == Extent::Whole { "everything" } else { "a part" };
    lines.push(format!("{client}: {extent} would be destroyed"));
    lines.extend(plan.destroyed.iter().map(|gone| format!("  {:>6}  {}", gone.count, gone.what)));
    if !plan.kept.is_empty() {
        lines.push("what stays, and why".to_owned());
        for kept in &plan.kept {
            lines.push(format!("  {:>6}  {}: {}", kept.count, kept.category.in_words(), kept.because));
        }
    }
    if !plan.warnings.is_empty() {
        lines.push("think of this first".to_owned());
        lines.extend(plan.warnings.iter().map(|w| format!("  - {} ({})", w.what, w.source)));
    }
    lines.push("what this does not reach".to_owned());
    lines.extend(elsewhere(&reach.kits, &reach.backups));
    lines.extend(
        reach.exports.iter().map(|e| format!("  - {}, an export of {}: handed over", e.export, e.made)),
    );
    if reach.copies > 0 {
        lines.push(format!("  - restored copies of this vault: {}", reach.copies));
    }
    lines.extend(medium.iter().map(|of| format!("  - the {}: {}", of.what, of.overwriting)));
    lines.push("  - what was printed, copied by hand, or is in an image of the whole machine".to_owned());
    lines.join("\n")
}

/// What is said when something on record could still bring it back; `renewing`: what makes a kit anew.
#[must_use]
pub fn not_final(certificate: &Certificate, renewing: &str) -> String {
    let mut lines = vec!["the keys are destroyed; what could still bring it back:".to_owned()];
    if !certificate.kits.is_empty() {
        lines.extend(elsewhere(&certificate.kits, &certificate.backups));
        lines.push(format!(
            "renew the kits, {renewing}, destroy the old ones, and retire them: praxis kit retire"
        ));
    }
    if certificate.copies > 0 {
        lines.push(format!(
            "  - restored copies of this vault: {}; praxis doctor says where",
            certificate.copies
        ));
    }
    lines.join("\n")
}

fn elsewhere(kits: &[StaleKit], backups: &[OldBackup]) -> Vec<String> {
    let until =
        |day: &Option<String>| day.as_ref().map_or_else(String::new, |day| format!(", kept until {day}"));
    let kits = kits.iter().map(|k| format!("  - kit {} of {}, with one of the backups", k.kit, k.made));
    let backups = backups.iter().map(|b| format!("  - backup {} of {}{}", b.backup, b.made, until(&b.until)));
    kits.chain(backups).collect()
}
