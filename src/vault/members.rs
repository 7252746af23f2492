//! The members file: who may open what, in public keys. Holds no secret; authenticated with a key that only
//! an owner can derive, so that nobody else can add himself.

use serde::{Deserialize, Serialize};

use crate::crypto::age_file::{Identity, Recipient};
use crate::crypto::frame::frame;
use crate::crypto::hash::{Hash, from_hex, hmac, hmac_verifies, sha256, to_hex};
use crate::crypto::secret::MembersKey;
use crate::crypto::{self};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::glass::codes_text;
use crate::records::id::VaultId;
use crate::records::member::{Became, MemberNumber, Role};

/// What stands in the field `praxis` of the file.
const FORMAT: &str = "members/1";
/// What the line after the JSON starts with.
const SEAL: &str = "hmac ";
/// What the line after that starts with, in a file whose epoch has a secret of its own.
const BEFORE: &str = "before ";
/// The largest members file that is read, in bytes.
pub const LARGEST: usize = 1 << 20;

/// The members of a vault at one epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    praxis: String,
    /// Which vault.
    pub vault: VaultId,
    /// The epoch whose secret authenticates this file.
    pub epoch: u64,
    /// Recipient of every backup.
    pub recovery: String,
    /// C2SP verify keys of the machines that sign for this vault.
    pub hosts: Vec<String>,
    /// Everybody who may open something.
    pub members: Vec<Member>,
    /// Who was a member: what they signed can be checked for ever, and no number is given twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// Who came, went or changed with an epoch: what the log is told when that has begun, however the rotation ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What an epoch changes about one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whose membership.
    pub member: MemberNumber,
    /// What becomes of it.
    pub became: Became,
    /// From which epoch on.
    pub epoch: u64,
}

/// Somebody who was a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// What was theirs.
    #[serde(flatten)]
    pub member: Member,
    /// The day they were removed, ISO.
    pub until: String,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// From 1; never used twice.
    pub number: MemberNumber,
    /// What they may open.
    pub role: Role,
    /// Their age recipient.
    pub recipient: String,
    /// Their C2SP verify key; who has none cannot review or sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_key: Option<String>,
    /// The day they were added, ISO.
    pub since: String,
    /// What is sealed for their emergencies: they open it with a use of the glass, and with another program without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glass: Vec<Compartment>,
}

impl Members {
    /// The members of a new vault: its first owner.
    #[must_use]
    pub fn new(vault: VaultId, recovery: &Recipient, host: String, owner: Member) -> Self {
        Self {
            praxis: FORMAT.to_owned(),
            vault,
            epoch: 0,
            recovery: recovery.to_string(),
            hosts: vec![host],
            members: vec![owner],
            former: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// The same members at another epoch, with its recovery identity.
    #[must_use]
    pub fn at_epoch(&self, epoch: u64, recovery: &Identity) -> Self {
        Self { epoch, recovery: recovery.recipient().to_string(), ..self.clone() }
    }

    /// The same members on the way to an epoch: what earlier ones changed is in the log.
    #[must_use]
    pub fn stepping_to(&self, epoch: u64) -> Self {
        let mut members = self.clone();
        members.changes.retain(|change| change.epoch == epoch);
        members
    }

    /// Takes down what is other than it was before, from an epoch on.
    pub fn note_changes_since(&mut self, before: &Self, epoch: u64) {
        let mut note = |member: MemberNumber, became| {
            self.changes.retain(|change| (change.member, change.epoch) != (member, epoch));
            self.changes.push(Change { member, became, epoch });
        };
        for was in &before.members {
            match self.members.iter().find(|now| now.number == was.number) {
                None => note(was.number, Became::Nobody),
                Some(now) if now == was => {}
                Some(now) if Member { glass: was.glass.clone(), ..now.clone() } == *was => {
                    note(was.number, Became::Granted);
                }
                Some(_) => note(was.number, Became::Another),
            }
        }
        for now in &self.members {
            if before.numbered(now.number).is_none() {
                note(now.number, Became::Member);
            }
        }
    }

    /// The file: JSON, and in a line of its own the HMAC of everything before that line.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_bytes(&self, key: &MembersKey) -> Result<Vec<u8>, crypto::Error> {
        Ok(self.to_text(key)?.into_bytes())
    }

    /// The file of an epoch whose secret does not follow from the one before: in a last line the HMAC of everything before
    /// that line, under the members key of the epoch `before`. Anybody can write a wrap with a secret of their own, and a
    /// file that fits it; who has not the secret of before cannot write this line.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_bytes_after(&self, key: &MembersKey, before: &MembersKey) -> Result<Vec<u8>, crypto::Error> {
        let mut text = self.to_text(key)?;
        let tag = hmac(before, text.as_bytes());
        push_line(&mut text, BEFORE, &tag);
        Ok(text.into_bytes())
    }

    fn to_text(&self, key: &MembersKey) -> Result<String, crypto::Error> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|_| crypto::Error::Malformed("members could not be written"))?;
        text.push('\n');
        let tag = hmac(key, text.as_bytes());
        push_line(&mut text, SEAL, &tag);
        Ok(text)
    }

    /// Reads the file without checking who wrote it: to find one's own wrap before anything can be checked.
    ///
    /// # Errors
    /// When it has not the form.
    pub fn parse_unverified(bytes: &[u8]) -> Result<Self, crypto::Error> {
        let Parts { body, .. } = split(bytes)?;
        refuse_newer(body, FORMAT)?;
        let members: Members =
            serde_json::from_slice(body).map_err(|_| crypto::Error::Malformed("is not what it should be"))?;
        Ok(members)
    }

    /// Whether the file was written by an owner of this epoch.
    ///
    /// # Errors
    /// [`crypto::Error::DoesNotOpen`] when it was not.
    pub fn verify(bytes: &[u8], key: &MembersKey) -> Result<(), crypto::Error> {
        let Parts { body, tag, .. } = split(bytes)?;
        if hmac_verifies(key, body, &tag) { Ok(()) } else { Err(crypto::Error::DoesNotOpen) }
    }

    /// Whether the file was written by an owner of the epoch before its own, who gave that a secret of its own.
    ///
    /// # Errors
    /// [`crypto::Error::DoesNotOpen`] when it was not.
    pub fn verify_after(bytes: &[u8], before: &MembersKey) -> Result<(), crypto::Error> {
        let Parts { sealed, before: tag, .. } = split(bytes)?;
        match tag {
            Some(tag) if hmac_verifies(before, sealed, &tag) => Ok(()),
            _ => Err(crypto::Error::DoesNotOpen),
        }
    }

    /// C2SP verify keys of all who are or were members, and of the machines.
    #[must_use]
    pub fn verify_keys(&self) -> Vec<String> {
        let all = self.members.iter().chain(self.former.iter().map(|former| &former.member));
        all.filter_map(|member| member.verify_key.as_ref()).chain(&self.hosts).cloned().collect()
    }

    /// The member of a number.
    #[must_use]
    pub fn numbered(&self, number: MemberNumber) -> Option<&Member> {
        self.members.iter().find(|member| member.number == number)
    }

    /// The number that comes next: none is ever given twice.
    #[must_use]
    pub fn next_number(&self) -> MemberNumber {
        let all = self.members.iter().chain(self.former.iter().map(|former| &former.member));
        MemberNumber(all.map(|member| member.number.0).max().unwrap_or(0) + 1)
    }

    /// How many owners there are.
    #[must_use]
    pub fn owners(&self) -> usize {
        self.members.iter().filter(|member| member.role == Role::Owner).count()
    }

    /// Takes a member off the list of those who may open something.
    pub fn remove(&mut self, number: MemberNumber, until: &str) {
        let gone = self.members.iter().position(|member| member.number == number);
        self.former.extend(gone.map(|at| {
            let member = Member { glass: Vec::new(), ..self.members.remove(at) };
            Former { member, until: until.to_owned() }
        }));
    }

    /// SHA-256 over who may open what, and who may sign: what the audit log takes of it, whatever the epoch.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let numbers = |member: &Member| member.number.0.to_le_bytes();
        let mut parts = Vec::new();
        let former = self.former.iter().map(|former| (&former.member, former.until.as_str()));
        for (member, until) in self.members.iter().map(|member| (member, "")).chain(former) {
            parts.push(frame(&[
                &numbers(member),
                member.role.code().as_bytes(),
                member.recipient.as_bytes(),
                member.verify_key.as_deref().unwrap_or_default().as_bytes(),
                member.since.as_bytes(),
                until.as_bytes(),
                codes_text(&member.glass).as_bytes(),
            ]));
        }
        parts.extend(self.hosts.iter().map(|host| frame(&[host.as_bytes()])));
        let parts: Vec<&[u8]> = [b"praxis/1/members-hash".as_slice(), self.vault.as_bytes()]
            .into_iter()
            .chain(parts.iter().map(Vec::as_slice))
            .collect();
        sha256(&frame(&parts))
    }

    /// The member whose recipient this is.
    #[must_use]
    pub fn with_recipient(&self, recipient: &Recipient) -> Option<&Member> {
        let text = recipient.to_string();
        self.members.iter().find(|m| m.recipient == text)
    }
}

/// Refuses JSON of another format before the rest of it is looked at: a newer form must not pass for damage.
///
/// # Errors
/// When the field `praxis` is missing or says anything but `format`.
pub fn refuse_newer(json: &[u8], format: &str) -> Result<(), crypto::Error> {
    #[derive(Deserialize)]
    struct Probe<'a> {
        praxis: &'a str,
    }
    match serde_json::from_slice::<Probe<'_>>(json) {
        Ok(probe) if probe.praxis == format => Ok(()),
        Ok(_) => Err(crypto::Error::Malformed("is of a format that this praxis does not know")),
        Err(_) => Err(crypto::Error::Malformed("is not what it should be")),
    }
}

fn push_line(text: &mut String, begins: &str, tag: &Hash) {
    text.push_str(begins);
    text.push_str(&to_hex(tag));
    text.push('\n');
}

/// A file taken apart.
struct Parts<'a> {
    /// The JSON, to the end of its last line.
    body: &'a [u8],
    /// Of the line after it.
    tag: Hash,
    /// All up to the end of that line.
    sealed: &'a [u8],
    /// Of the line after that.
    before: Option<Hash>,
}

fn split(bytes: &[u8]) -> Result<Parts<'_>, crypto::Error> {
    let malformed = crypto::Error::Malformed("does not end with its seal");
    let (sealed, before) = match split_line(bytes, BEFORE) {
        Some((sealed, tag)) => (sealed, Some(tag)),
        None => (bytes, None),
    };
    let (body, tag) = split_line(sealed, SEAL).ok_or(malformed)?;
    Ok(Parts { body, tag, sealed, before })
}

/// The last line, where it begins so and has a tag, and what is before it.
fn split_line<'a>(bytes: &'a [u8], begins: &str) -> Option<(&'a [u8], Hash)> {
    let without_end = bytes.strip_suffix(b"\n")?;
    let at = without_end.iter().rposition(|&b| b == b'\n')? + 1;
    let (rest, last) = without_end.split_at(at);
    let tag = std::str::from_utf8(last).ok().and_then(|line| line.strip_prefix(begins)).and_then(from_hex);
    Some((rest, tag?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Members, MembersKey, Identity) {
        let identity = Identity::generate();
        let owner = Member {
            number: MemberNumber(1),
            role: Role::Owner,
            recipient: identity.recipient().to_string(),
            verify_key: None,
            since: "2026-11-22".to_owned(),
            glass: Vec::new(),
        };
        let members =
            Members::new(VaultId::new([1; 16]), &Identity::generate().recipient(), "host".to_owned(), owner);
        (members, MembersKey::generate(), identity)
    }

    #[test]
    fn reads_back_and_verifies_under_its_own_key_only() {
        let (members, key, identity) = sample();
        let bytes = members.to_bytes(&key).expect("writes");
        assert_eq!(Members::parse_unverified(&bytes), Ok(members.clone()));
        assert_eq!(Members::verify(&bytes, &key), Ok(()));
        assert_eq!(Members::verify(&bytes, &MembersKey::generate()), Err(crypto::Error::DoesNotOpen));
        assert!(members.with_recipient(&identity.recipient()).is_some());
        assert!(members.with_recipient(&Identity::generate().recipient()).is_none());
    }

    #[test]
    fn one_of_a_new_secret_is_vouched_for_by_the_secret_before() {
        let (members, key, _) = sample();
        let before = MembersKey::generate();
        let bytes = members.to_bytes_after(&key, &before).expect("writes");
        assert_eq!(Members::parse_unverified(&bytes), Ok(members.clone()));
        assert_eq!(Members::verify(&bytes, &key), Ok(()));
        assert_eq!(Members::verify_after(&bytes, &before), Ok(()));
        assert!(Members::verify(&bytes, &before).is_err() && Members::verify_after(&bytes, &key).is_err());
        let alone = members.to_bytes(&key).expect("writes");
        assert!(Members::verify_after(&alone, &before).is_err(), "nobody vouches for it");
        // What vouches for it is of this very secret: the same members under another are not what was written.
        let other = members.to_bytes(&MembersKey::generate()).expect("writes");
        let line = &bytes[alone.len()..];
        assert!(Members::verify_after(&[&other, line].concat(), &before).is_err());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x41;
            assert!(Members::verify_after(&changed, &before).is_err(), "byte {at}");
        }
    }

    #[test]
    fn what_an_epoch_changes_is_taken_down_once_and_forgotten_by_the_next() {
        let (before, ..) = sample();
        let other = |number, role| Member {
            number: MemberNumber(number),
            role,
            recipient: Identity::generate().recipient().to_string(),
            verify_key: None,
            since: "2026-11-22".to_owned(),
            glass: Vec::new(),
        };
        let told = |members: &Members| -> Vec<_> {
            members.changes.iter().map(|one| (one.member.0, one.became, one.epoch)).collect()
        };
        let mut two = before.stepping_to(1);
        two.members.push(other(2, Role::Reception));
        two.note_changes_since(&before, 1);
        assert_eq!(told(&two), [(2, Became::Member, 1)]);
        // Begun anew after it was cut off: the list is what it was to be already.
        let mut again = two.stepping_to(1);
        again.note_changes_since(&two, 1);
        assert_eq!(told(&again), told(&two));
        let mut three = two.stepping_to(2);
        three.members[1].role = Role::Dpo;
        three.members.push(other(3, Role::Auditor));
        three.note_changes_since(&two, 2);
        assert_eq!(told(&three), [(2, Became::Another, 2), (3, Became::Member, 2)]);
        let mut granted = three.stepping_to(3);
        granted.members[1].glass.push(Compartment::Process);
        granted.note_changes_since(&three, 3);
        assert_eq!(told(&granted), [(2, Became::Granted, 3)]);
        let mut four = three.stepping_to(3);
        four.remove(MemberNumber(2), "2026-11-23");
        four.note_changes_since(&three, 3);
        assert_eq!(told(&four), [(2, Became::Nobody, 3)]);
        assert_eq!(four.hash(), four.stepping_to(4).hash(), "who may open what is the same");
        assert!(four.stepping_to(4).changes.is_empty());
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (members, key, _) = sample();
        let bytes = members.to_bytes(&key).expect("writes");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x41;
            assert!(Members::verify(&changed, &key).is_err(), "byte {at}");
        }
        for end in 0..bytes.len() {
            assert!(Members::verify(&bytes[..end], &key).is_err(), "cut at {end}");
        }
    }
}
