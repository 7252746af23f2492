//! A plan as a file: plain text before it was reviewed, a signed note from then on.

use crate::crypto::{self, note};
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::plan::{NotAPlan, Plan};

use super::super::signed::owner_of;

/// The largest plan that is read, in bytes.
pub const LARGEST: usize = note::LARGEST;

/// Reads a plan that was made, or made and reviewed; a signature is verified against the key that the plan names. Whether
/// that key is a member's is for the vault to say. Gives the text that was signed, too.
///
/// # Errors
/// [`Failure::Usage`] when it is no plan, [`Failure::Damaged`] when it was changed.
pub fn read(bytes: &[u8]) -> Result<(Plan, String), Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_one())?;
    let by_itself = Plan::from_text(text);
    if let Ok(plan) = by_itself {
        return if plan.review.is_none() {
            Ok((plan, text.to_owned()))
        } else {
            Err(changed("has lost its signature"))
        };
    }
    if by_itself == Err(NotAPlan::Form) {
        return Err(not_one());
    }
    let signed = note::text_unverified(text).map_err(|_| changed(&NotAPlan::SaysOtherwise.to_string()))?;
    let plan = Plan::from_text(signed).map_err(|why| changed(&why.to_string()))?;
    let review = plan.review.as_ref().ok_or_else(|| changed("is signed and not reviewed"))?;
    note::open(text, &review.signed_by).map_err(|error| {
        changed(match error {
            crypto::Error::DoesNotOpen => "has a signature that is not of this text",
            _ => "is not signed by the key that it names",
        })
    })?;
    if owner_of(&review.signed_by, plan.vault) != Some(review.by)
        || !is_a_member(&review.signed_by, plan.vault)
    {
        return Err(changed("is signed by a key that is no member's of its vault"));
    }
    let signed = signed.to_owned();
    Ok((plan, signed))
}

/// A machine may make backups and destroy what was reviewed; it never reviews.
fn is_a_member(verify_key: &str, vault: VaultId) -> bool {
    owner_of(verify_key, vault).is_some_and(|number| number != crate::records::member::MemberNumber::HOST)
}

fn not_one() -> Failure {
    Failure::Usage(
        "the file is not a retention plan".to_owned(),
        "make one: praxis retention sweep -o PLAN".to_owned(),
    )
}

fn changed(how: &str) -> Failure {
    Failure::Damaged(
        format!("the plan {how}"),
        "nothing was destroyed; make a new one, praxis retention sweep -o PLAN, and review that".to_owned(),
    )
}
