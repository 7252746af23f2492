//! Couples and groups: a member's dates name the groups that the member is in, so that a group's columns are renewed
//! when a member's facts change. That stands under the member's own key, and goes with it.

use super::keys::KeyReader;
use super::notes::one_dates_row;
use super::rows;
use super::unlocked::Unlocked;
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::Dates;
use crate::records::id::Handle;
use crate::records::stored::{HandleState, RecordRow};

/// Members who join a group or leave it.
#[derive(Default)]
pub struct Links(Vec<Link>);

struct Link {
    row: RecordRow,
    dates: Dates,
    key: RecordKey,
    joins: bool,
}

impl Unlocked {
    /// Who joins and who leaves where a group's members were `before` and are `after`.
    ///
    /// # Errors
    /// When a member's dates do not open.
    pub(super) fn links(
        &self,
        keys: &KeyReader<'_>,
        before: &[Handle],
        after: &[Handle],
    ) -> Result<Links, Failure> {
        let mut links = Vec::new();
        let joins = after.iter().filter(|member| !before.contains(member)).map(|member| (*member, true));
        let leaves = before.iter().filter(|member| !after.contains(member)).map(|member| (*member, false));
        for (member, joins) in joins.chain(leaves) {
            let there = self.read().handle_row(member)?.is_some_and(|row| row.state != HandleState::Erased);
            if there {
                let row = one_dates_row(&self.read(), member)?;
                let key = keys.key(&rows::slot_of(&row))?;
                links.push(Link { dates: rows::open(&row, self.id(), &key)?, row, key, joins });
            }
        }
        Ok(Links(links))
    }
}

impl Links {
    /// Writes the members' dates anew.
    ///
    /// # Errors
    /// [`Failure::Busy`] when they changed meanwhile.
    pub(super) fn apply(&self, writer: &mut Writer<'_>, group: Handle) -> Result<(), Failure> {
        for Link { row, dates, key, joins } in &self.0 {
            let standing = one_dates_row(writer.read(), row.handle)?;
            if standing.version != row.version {
                return Err(Failure::Busy(None));
            }
            let mut dates = dates.clone();
            dates.groups.retain(|other| *other != group);
            if *joins {
                dates.groups.push(group);
            }
            let id = writer.vault();
            super::clients::replace_dates(writer, &standing, |next| rows::seal(next, id, key, &dates))?;
        }
        Ok(())
    }
}
