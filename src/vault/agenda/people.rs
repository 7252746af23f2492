//! Who may open what: that it is looked through once a year, and what somebody may open in an emergency.

use chrono::NaiveDate;

use super::super::members::Members;
use super::super::open::Vault;
use super::Agenda;
use crate::failure::Failure;
use crate::records::agenda::{Topic, Urgency};
use crate::records::date::in_london;
use crate::records::event::Action;
use crate::records::glass::records_of_all;
use crate::records::instant;
use crate::records::text::counted;
use crate::rules::member_review;

impl Vault {
    /// That somebody else wrote `members` has its own line.
    pub(super) fn who_opens_what(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        if let Ok((_, members)) = self.members_seen() {
            self.review_of_members(&members, agenda)?;
            self.grants(&members, agenda)?;
        }
        if self.glass_to_renew()? {
            let what =
                "break-glass: its time is over, and the keys that were open are not sealed anew".to_owned();
            agenda.add(
                Topic::Member,
                None,
                Urgency::Due,
                what,
                "the owner unlocks the vault: praxis client list",
            );
        }
        Ok(())
    }

    fn review_of_members(&self, members: &Members, agenda: &mut Agenda) -> Result<(), Failure> {
        let reviewed = self.store.read().last_of(Action::MembersReviewed)?;
        let reviewed = reviewed.and_then(|(_, time)| instant::parse(&time).ok()).map(in_london);
        let since: Vec<NaiveDate> =
            members.members.iter().filter_map(|member| member.since.parse().ok()).collect();
        if let Some(due) = member_review::due(&since, reviewed) {
            let what = format!("look through who may open what: {}", counted(since.len(), "member"));
            let says = ("review of members", what);
            agenda.add_dated(Topic::Member, None, Some(due), says, "praxis member review --done".to_owned());
        }
        Ok(())
    }

    fn grants(&self, members: &Members, agenda: &mut Agenda) -> Result<(), Failure> {
        for member in members.members.iter().filter(|member| !member.glass.is_empty()) {
            let number = member.number.0;
            let what = format!("member {number} may open {} in an emergency", records_of_all(&member.glass));
            let hint = format!("to take it back: praxis member grant {number} --none");
            agenda.add(Topic::Member, None, Urgency::Fine, what, &hint);
            if let Some(open) = agenda.gather(self.open_glass(members, member.number))?.flatten() {
                let until = instant::in_london(open.until).format("%H:%M");
                let what =
                    format!("{} are open to member {number} until {until}", records_of_all(&open.opens));
                let reference = Some(open.reference);
                agenda.add(Topic::Member, reference, Urgency::Soon, what, "praxis break-glass list says why");
            }
        }
        Ok(())
    }
}
