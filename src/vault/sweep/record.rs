//! Reviews as they are on record: what was decided, by which rule, and why.

use super::super::mirrors::Extent;
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::apply::sweep_row;
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::reference::Reference;
use crate::records::stored::RecordType;
use crate::records::sweep::{Reviewed, SweepRow};

/// A review.
pub struct FoundReview {
    /// The clear side.
    pub row: SweepRow,
    /// The sealed side.
    pub reviewed: Reviewed,
    /// What each line is about, in the order of the lines.
    pub about: Vec<Reference>,
}

impl Unlocked {
    /// Every review, or one, by number; logged as one listing.
    ///
    /// # Errors
    /// Unknown; or something does not open, or it cannot be logged.
    pub fn reviews(&mut self, of: Option<Reference>) -> Result<Vec<FoundReview>, Failure> {
        let mut all = Vec::new();
        {
            let keys = self.reader(Extent::Few)?;
            for row in self.read().sweeps()? {
                if of.is_some_and(|of| of != row.reference) {
                    continue;
                }
                let row = sweep_row(&self.read(), row.reference)?;
                let sealed = self.read().record(RecordType::Sweep, row.reference.number)?;
                let sealed = sealed.ok_or_else(|| {
                    Failure::damaged(format!("{} has lost its record in vault.db", row.reference))
                })?;
                rows::check_logged(&self.read(), &sealed)?;
                let reviewed: Reviewed = keys.open(&sealed)?;
                let handles: Vec<_> = reviewed.lines.iter().map(|line| line.handle).collect();
                let about = self.references_of(&handles)?;
                if about.len() != handles.len() {
                    return Err(Failure::damaged(format!(
                        "{} in vault.db is about somebody who is not there",
                        row.reference
                    )));
                }
                let lines = reviewed.lines.iter().zip(about);
                let about = lines.map(|(line, whole)| line.item.unwrap_or(whole)).collect();
                all.push(FoundReview { row, reviewed, about });
            }
        }
        if let Some(of) = of
            && all.is_empty()
        {
            return Err(Failure::Missing(
                format!("there is no review {of}"),
                "praxis retention show lists them".to_owned(),
            ));
        }
        let event = Event::new(self.member(), Action::SweepsShown).counting(all.len() as u64);
        self.log(&[of.map_or(event.clone(), |of| event.on_row_of(of))])?;
        Ok(all)
    }
}
