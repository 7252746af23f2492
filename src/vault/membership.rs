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
use crate::crypto::secret::RecordKey;
use crate::crypto::signing::{read_verify_key, verify_key_text};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::member::{Became, MemberNumber, Role};
use crate::records::office::{KitEntry, KitState, MemberEntry};
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;
use crate::rules::glass::may_grant;
use crate::store::RegisterRow;

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
    /// Says that a rotation was completed which another command had begun, and whose coming or going it was.
    pub(super) fn notice_completed_rotation(&self) {
        let mut says = "a rotation of the keys was cut off; it was completed".to_owned();
        let read = self.store.read();
        let epoch = self.facts.keyring.epoch;
        let bytes = std::fs::read(self.layout.members()).unwrap_or_default();
        let changes = Members::parse_unverified(&bytes).map(|members| members.changes).unwrap_or_default();
        for change in changes.iter().filter(|change| change.epoch == epoch) {
            let number = change.member.0;
            says.push_str(&match change.became {
                Became::Member => format!("; member {number} is a member now"),
                Became::Another => format!("; member {number} opens or signs other things than before"),
                Became::Granted => {
                    format!("; what is sealed for emergencies of member {number} is not what it was")
                }
                Became::Nobody => format!("; member {number} is no member any more"),
            });
        }
        // Of a kit that was made for it only who holds the passphrase can say that it opens.
        let kits = read.register_rows(Register::Kit).unwrap_or_default();
        let unread = |kit: &&RegisterRow| kit.epoch == epoch && kit.state == KitState::Unread.code();
        if let Some(kit) = kits.iter().rev().find(unread) {
            says.push_str(&format!("; {} was not read back yet: praxis kit verify FILE", kit.reference));
        }
        self.notices.push(says);
    }

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
    /// of the kits, or a verify key that is none or somebody's; else as of a rotation. Then nobody is a member, and no name
    /// is left.
    pub fn add_member(&mut self, new: &NewMember) -> Result<MemberNumber, Failure> {
        // Whoever holds a kit would be a member too, and would stay one when a reseeding shuts that kit out.
        if self.keys.owner()?.recovery.recipient() == new.recipient {
            return Err(Failure::Usage(
                "this recipient is that of the recovery kits".to_owned(),
                "a member needs an identity of their own: praxis identity new".to_owned(),
            ));
        }
        self.mend_what_is_damaged()?;
        self.refuse_unwritable_keys()?;
        let office = self.reader(Extent::Few)?.key(&office_slot(self.id()))?;
        // From here on nobody else can be given the same number, or write over the name that goes with it.
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        self.refuse_what_does_not_rotate()?;
        let members = self.members_now();
        if let Some(there) = members.with_recipient(&new.recipient) {
            return Err(Failure::Usage(
                format!("this recipient is member {} already", there.number.0),
                format!("another role: praxis member role {} ROLE", there.number.0),
            ));
        }
        let number = self.free_number(&members)?;
        let recipient = new.recipient.to_string();
        let verify_key = new.verify_key.as_deref();
        let verify_key =
            verify_key.map(|key| self.verify_key_for(key, (number, &recipient), &members)).transpose()?;
        let since = self.vault.now.today().to_string();
        let member = Member { number, role: new.role, recipient, verify_key, since, glass: Vec::new() };
        // First, so that nobody is a member without a name.
        self.write_name(number, &new.name, &office)?;
        let added = self.rotate_with(&alone, &|members| members.members.push(member.clone()));
        if added.is_err() && !self.is_listed(number) {
            self.take_back_name(number);
        }
        added.map(|()| number)
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
        })
    }

    /// Removes a member who is no owner: the next epoch begins, and no slot that is sealed from now on opens to
    /// them. Record keys stay: see [`crate::rules::membership`].
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Missing`]; else as of a rotation.
    pub fn remove_member(&mut self, number: MemberNumber) -> Result<(), Failure> {
        self.keys.owner()?;
        self.member_numbered(number)?;
        let until = self.vault.now.today().to_string();
        self.change_members(&|members| members.remove(number, &until))
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
        self.reseed(entry, write, &|members| members.remove(number, &until))
    }

    /// Records the verify key of a member who has none, from the next epoch on, which begins here.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; [`Failure::Missing`]; [`Failure::Refused`] for who has one, which what
    /// they signed is checked with; [`Failure::Usage`] for a key that is none, or somebody's; else as of a rotation.
    pub fn set_verify_key(&mut self, number: MemberNumber, key: &str) -> Result<(), Failure> {
        self.keys.owner()?;
        let members = self.members_now();
        let member = members.numbered(number).ok_or_else(|| nobody(number))?;
        if member.verify_key.is_some() {
            return Err(Failure::Refused(
                format!("member {} has a verify key, and what they signed is checked with it", number.0),
                format!(
                    "if it is not theirs: remove them, and add them again with their own: praxis member remove {}",
                    number.0
                ),
            ));
        }
        let key = self.verify_key_for(key, (number, &member.recipient), &members)?;
        self.change_members(&|members| {
            if let Some(member) = members.members.iter_mut().find(|member| member.number == number) {
                member.verify_key = Some(key.clone());
            }
        })
    }

    /// A verify key under the name that it has in this vault: who is about to become a member has no number yet. Nobody is
    /// given one that is somebody else's: it would say of what they sign that somebody else did.
    fn verify_key_for(
        &self,
        key: &str,
        (number, recipient): (MemberNumber, &str),
        members: &Members,
    ) -> Result<String, Failure> {
        let (_, public) = read_verify_key(key).ok_or_else(|| {
            Failure::Usage(
                "what was given for a verify key is none".to_owned(),
                "give it whole, as praxis identity show prints it for them: name+hash+key".to_owned(),
            )
        })?;
        let is_it = |other: &String| read_verify_key(other).is_some_and(|(_, other)| other == public);
        let former = members.former.iter().map(|former| &former.member);
        // Whoever comes back has the key that they had.
        let others = members.members.iter().chain(former).filter(|other| other.recipient != recipient);
        let of_another =
            others.filter_map(|other| other.verify_key.as_ref()).chain(&members.hosts).any(is_it);
        let of_nobody =
            number == self.member() && !self.keys.verify_key().is_some_and(|own| is_it(&own.to_owned()));
        if of_another || of_nobody {
            return Err(Failure::Usage(
                format!("that verify key is not member {}'s", number.0),
                "give the one that praxis identity show prints for them, with their own identity".to_owned(),
            ));
        }
        Ok(verify_key_text(&verify_key_name(self.id(), number), &public))
    }

    /// A member by number, who may be removed: not the one who asks, and so never the last owner.
    ///
    /// # Errors
    /// [`Failure::Missing`] when nobody has the number.
    pub fn member_numbered(&self, number: MemberNumber) -> Result<Member, Failure> {
        let members = self.members_now();
        let member = members.numbered(number).cloned().ok_or_else(|| nobody(number))?;
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

    /// A number that nobody has or had. A name that stands under one is of somebody who was to be a member, and whose
    /// coming was cut off before the epoch began: it goes when the number is given.
    fn free_number(&self, members: &Members) -> Result<MemberNumber, Failure> {
        let mut number = members.next_number();
        while self.read().was_added(number)? {
            number.0 += 1;
        }
        Ok(number)
    }

    /// The caller holds the exclusive lock.
    fn write_name(&mut self, number: MemberNumber, name: &str, office: &RecordKey) -> Result<(), Failure> {
        let id = self.id();
        let entry = MemberEntry { name: name.to_owned() };
        self.transaction(|writer| {
            let before = writer.read().record(RecordType::Member, number.0)?;
            let mut row = match &before {
                Some(before) => next_version(before),
                None => first_version(RecordType::Member, office_handle(id), Compartment::Office),
            };
            row.number = Some(number.0);
            rows::seal(&mut row, id, office, &entry)?;
            before.iter().try_for_each(|before| writer.remove_record(before))?;
            writer.add_record(&row, Action::RecordWritten)
        })
    }

    /// Of who did not become a member after all. What fails here is said by the failure before it.
    fn take_back_name(&mut self, number: MemberNumber) {
        let gone = self.transaction(|writer| {
            let row = writer.read().record(RecordType::Member, number.0)?;
            row.iter().try_for_each(|row| writer.remove_record(row))
        });
        if gone.is_err() {
            self.vault
                .notices
                .push("the name that was given is in the vault all the same, sealed".to_owned());
        }
    }

    /// Whether a number stands in the file: once it does, whoever unlocks next completes the rotation.
    fn is_listed(&self, number: MemberNumber) -> bool {
        let bytes = std::fs::read(self.vault.layout.members()).unwrap_or_default();
        Members::parse_unverified(&bytes).is_ok_and(|members| members.numbered(number).is_some())
    }

    pub(super) fn change_members(&mut self, change: &dyn Fn(&mut Members)) -> Result<(), Failure> {
        self.mend_what_is_damaged()?;
        self.refuse_unwritable_keys()?;
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        self.rotate_with(&alone, change)
    }
}

fn nobody(number: MemberNumber) -> Failure {
    Failure::Missing(
        format!("there is no member {}", number.0),
        "praxis member list shows who there is".to_owned(),
    )
}
