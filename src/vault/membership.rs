//! Members: who is added, who goes, and what they could open. Every change is a rotation, so that an older file `members`
//! does not verify, and none takes effect without the epoch from which on it is so.

use super::held::Denied;
use super::keys::{member_verify_key, office_handle, office_slot, verify_key_name};
use super::kit::Kit;
use super::lock::Lock;
use super::members::{Member, Members};
use super::mirrors::Extent;
use super::open::Vault;
use super::rows::{self, first_version, next_version};
use super::unlocked::Unlocked;
use crate::crypto::age_file::{Identity, Recipient};
use crate::crypto::signing::{read_verify_key, verify_key_text};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::member::{MemberNumber, Role};
use crate::records::office::{KitEntry, MemberEntry};
use crate::records::reference::Reference;
use crate::records::stored::RecordType;
use crate::rules::glass::may_grant;

/// Somebody who is to become a member.
pub struct NewMember {
    /// Their name; sealed.
    pub name: String,
    /// What they may open.
    pub role: Role,
    /// Their age recipient.
    pub recipient: Recipient,
    /// Their C2SP verify key, under whatever name; who has none cannot review or sign.
    pub verify_key: Option<String>,
}

/// A member, as the list shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMember {
    /// Number, role, recipient, verify key, since when.
    pub member: Member,
    /// Their name, where it opens and is on record.
    pub name: Option<String>,
    /// When they opened the vault last, RFC 3339.
    pub last_used: Option<String>,
    /// The day they were removed, ISO.
    pub until: Option<String>,
}

impl Vault {
    /// Who may open what, and who might before, as the file `members` says: no name, and no key needed.
    ///
    /// # Errors
    /// Damage, or a file that this machine has not seen.
    pub fn members_locked(&self) -> Result<Vec<FoundMember>, Failure> {
        self.found_members(self.members_seen()?.1)
    }

    fn found_members(&self, members: Members) -> Result<Vec<FoundMember>, Failure> {
        let mut last = self.store.read().last_unlocks()?;
        let mut found = |member: Member, until| FoundMember {
            name: None,
            last_used: last.remove(&member.number),
            member,
            until,
        };
        let now = members.members.into_iter().map(|member| (member, None));
        let former = members.former.into_iter().map(|former| (former.member, Some(former.until)));
        Ok(now.chain(former).map(|(member, until)| found(member, until)).collect())
    }
}

impl Vault {
    /// The C2SP verify key of an identity in this vault, under its member's number; of nobody's, under none.
    #[must_use]
    pub fn verify_key_of(&self, identity: &Identity) -> Option<String> {
        let members = std::fs::read(self.layout.members()).unwrap_or_default();
        let members = Members::parse_unverified(&members).ok()?;
        let number = members.with_recipient(&identity.recipient()).map(|member| member.number);
        if let Some(number) = number {
            return member_verify_key(identity, self.facts.id, number);
        }
        let key = member_verify_key(identity, self.facts.id, MemberNumber::HOST)?;
        let (_, public) = read_verify_key(&key)?;
        Some(verify_key_text(&format!("praxis/{}/member", self.facts.id), &public))
    }
}

/// Whether somebody else than owners is a member of the vault in a folder, as its file `members` says. Nobody is let in by
/// it: where it was changed, unlocking says so.
#[must_use]
pub fn has_roles(vault: &std::path::Path) -> bool {
    let members = std::fs::read(super::layout::Layout::new(vault).members()).unwrap_or_default();
    members.len() <= super::members::LARGEST
        && Members::parse_unverified(&members)
            .is_ok_and(|members| members.members.iter().any(|member| member.role != Role::Owner))
}

impl Unlocked {
    /// Refuses who does not hold the keys of all these compartments.
    ///
    /// # Errors
    /// [`Failure::Locked`], naming the first that is missing.
    pub fn require(&self, compartments: &[Compartment]) -> Result<(), Failure> {
        match compartments.iter().find(|wanted| !self.keys.opens(**wanted)) {
            Some(missing) => Err(self.keys.refuse(*missing)),
            None => Ok(()),
        }
    }

    /// Refuses who is no owner.
    ///
    /// # Errors
    /// [`Failure::Locked`].
    pub fn require_owner(&self) -> Result<(), Failure> {
        if self.keys.is_owner() { Ok(()) } else { Err(Denied::NotAnOwner.failure(self.role())) }
    }

    /// The same with names, for who may open them. Logged.
    ///
    /// # Errors
    /// Damage; or it cannot be logged.
    pub fn members(&mut self) -> Result<Vec<FoundMember>, Failure> {
        let mut found = self.vault.found_members(self.members_now())?;
        if self.keys.opens(Compartment::Office) {
            for one in &mut found {
                one.name = self.name_of(one.member.number)?;
            }
        }
        let event = Event::new(self.member(), Action::MembersListed);
        self.log(&[event.counting(found.len() as u64)])?;
        Ok(found)
    }

    pub(super) fn name_of(&self, number: MemberNumber) -> Result<Option<String>, Failure> {
        let Some(row) = self.read().record(RecordType::Member, number.0)? else { return Ok(None) };
        rows::check_logged(&self.read(), &row)?;
        let entry: MemberEntry = self.reader(Extent::Few)?.open(&row)?;
        Ok(Some(entry.name))
    }

    /// Adds a member: from the next epoch on, which begins here.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Usage`] for a recipient that is a member's already, or that
    /// of the kits, or a verify key that is none; else as of a rotation.
    pub fn add_member(&mut self, new: &NewMember) -> Result<MemberNumber, Failure> {
        // Whoever holds a kit would be a member too, and would stay one when a reseeding shuts that kit out.
        if self.keys.owner()?.recovery.recipient() == new.recipient {
            return Err(Failure::Usage(
                "this recipient is that of the recovery kits".to_owned(),
                "a member needs an identity of their own: praxis identity new".to_owned(),
            ));
        }
        let members = self.members_now();
        if let Some(there) = members.with_recipient(&new.recipient) {
            return Err(Failure::Usage(
                format!("this recipient is member {} already", there.number.0),
                format!("another role: praxis member role {} ROLE", there.number.0),
            ));
        }
        let number = self.free_number(&members)?;
        let verify_key =
            new.verify_key.as_deref().map(|key| own_verify_key(key, self, number)).transpose()?;
        let member = Member {
            number,
            role: new.role,
            recipient: new.recipient.to_string(),
            verify_key,
            since: self.vault.now.today().to_string(),
            glass: Vec::new(),
        };
        // First, so that nobody is a member without a name; a number that was given up is not used again.
        self.write_name(number, &new.name)?;
        self.change_members(&|members| members.members.push(member.clone()))?;
        self.write(|writer| writer.log(&writer.event(Action::MemberAdded).counting(u64::from(number.0))))?;
        Ok(number)
    }

    /// Gives a member another role, from the next epoch on, which begins here. Not from or to that of an owner: who was one
    /// knows the secret that leads on, and [`Unlocked::remove_owner`] ends that.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Missing`]; [`Failure::Refused`]; else as of a rotation.
    pub fn change_role(&mut self, number: MemberNumber, role: Role) -> Result<(), Failure> {
        self.keys.owner()?;
        let member = self.member_numbered(number)?;
        if member.role == role {
            return Err(Failure::Usage(
                format!("member {} is {} already", number.0, role.in_words()),
                "praxis member list".to_owned(),
            ));
        }
        if member.role == Role::Owner {
            return Err(Failure::Refused(
                format!(
                    "member {} is an owner, and knows the secret that every later epoch follows from",
                    number.0
                ),
                format!(
                    "remove them, which replaces it, and add them again: praxis member remove {}",
                    number.0
                ),
            ));
        }
        self.change_members(&|members| {
            if let Some(member) = members.members.iter_mut().find(|member| member.number == number) {
                member.role = role;
                // What the role opens needs no emergency.
                member.glass.retain(|one| may_grant(role, *one).is_ok());
            }
        })?;
        self.write(|writer| writer.log(&writer.event(Action::MemberChanged).counting(u64::from(number.0))))
    }

    /// Removes a member who is no owner: the next epoch begins, and nothing that is sealed from now on opens to them.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Missing`]; else as of a rotation.
    pub fn remove_member(&mut self, number: MemberNumber) -> Result<(), Failure> {
        self.keys.owner()?;
        self.member_numbered(number)?;
        let until = self.vault.now.today().to_string();
        self.change_members(&|members| members.remove(number, &until))?;
        self.note_removed(number)
    }

    /// Removes an owner: they know the secret that every later epoch follows from, so it is replaced, and with it every
    /// kit. `write` writes the new kit.
    ///
    /// # Errors
    /// Those of [`Unlocked::remove_member`] and [`Unlocked::reseed`].
    pub fn remove_owner(
        &mut self,
        number: MemberNumber,
        entry: &KitEntry,
        write: impl FnOnce(&Kit) -> Result<bool, Failure>,
    ) -> Result<Reference, Failure> {
        self.keys.owner()?;
        self.member_numbered(number)?;
        let until = self.vault.now.today().to_string();
        let kit = self.reseed(entry, write, &|members| members.remove(number, &until))?;
        self.note_removed(number)?;
        Ok(kit)
    }

    fn note_removed(&mut self, number: MemberNumber) -> Result<(), Failure> {
        self.write(|writer| writer.log(&writer.event(Action::MemberRemoved).counting(u64::from(number.0))))
    }

    /// A member by number, who may be removed: not the one who asks, and so never the last owner.
    ///
    /// # Errors
    /// [`Failure::Missing`] when nobody has the number.
    pub fn member_numbered(&self, number: MemberNumber) -> Result<Member, Failure> {
        let members = self.members_now();
        let member = members.numbered(number).cloned().ok_or_else(|| {
            Failure::Missing(
                format!("there is no member {}", number.0),
                "praxis member list shows who there is".to_owned(),
            )
        })?;
        if number == self.member() {
            return Err(Failure::Refused(
                "that is you: nobody changes or removes their own membership".to_owned(),
                "another owner does: praxis member list shows who that is".to_owned(),
            ));
        }
        Ok(member)
    }

    /// Puts on record that somebody looked through who may open what.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; or it cannot be logged.
    pub fn note_members_reviewed(&mut self) -> Result<(), Failure> {
        self.keys.refuse_others_than_owners()?;
        let count = self.members_now().members.len() as u64;
        self.log(&[Event::new(self.member(), Action::MembersReviewed).counting(count)])
    }

    /// As they were checked when the vault was opened.
    fn members_now(&self) -> Members {
        self.keys.listed.members.clone()
    }

    /// A number that nobody has, had, or was about to get.
    fn free_number(&self, members: &Members) -> Result<MemberNumber, Failure> {
        let mut number = members.next_number();
        while self.read().record(RecordType::Member, number.0)?.is_some() {
            number.0 += 1;
        }
        Ok(number)
    }

    fn write_name(&mut self, number: MemberNumber, name: &str) -> Result<(), Failure> {
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let entry = MemberEntry { name: name.to_owned() };
        self.write(|writer| {
            let before = writer.read().record(RecordType::Member, number.0)?;
            let mut row = match &before {
                Some(before) => next_version(before),
                None => first_version(RecordType::Member, office_handle(id), Compartment::Office),
            };
            row.number = Some(number.0);
            rows::seal(&mut row, id, &office, &entry)?;
            before.iter().try_for_each(|before| writer.remove_record(before))?;
            writer.add_record(&row, Action::RecordWritten)
        })
    }

    pub(super) fn change_members(&mut self, change: &dyn Fn(&mut Members)) -> Result<(), Failure> {
        self.mend_what_is_damaged()?;
        self.refuse_unwritable_keys()?;
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        self.rotate_with(&alone, change)
    }
}

/// A verify key under the name that it has in this vault: who is about to become a member has no number yet.
fn own_verify_key(key: &str, unlocked: &Unlocked, number: MemberNumber) -> Result<String, Failure> {
    let (_, public) = read_verify_key(key).ok_or_else(|| {
        Failure::Usage(
            "what was given with --verify-key is not a verify key".to_owned(),
            "give it whole, as praxis identity show prints it for them: name+hash+key".to_owned(),
        )
    })?;
    Ok(verify_key_text(&verify_key_name(unlocked.id(), number), &public))
}
