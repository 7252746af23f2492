//! `--override`: reading a record whose processing is restricted all the same.

use std::path::PathBuf;

use super::given;
use crate::failure::Failure;
use crate::records::restriction::OverrideReason;
use crate::vault::Unlocked;

/// The longest reason, in bytes.
const LONGEST: usize = 2000;

/// Why a restricted record is read all the same.
#[derive(clap::Args)]
pub struct OverrideArgs {
    /// Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason
    #[arg(long = "override", requires = "reason")]
    overriding: bool,
    /// Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage
    #[arg(long, value_name = "REASON", requires = "overriding", value_parser = given::code::<OverrideReason>(), hide_possible_values = true)]
    reason: Option<OverrideReason>,
    /// The same in words, from a file or, with -, from stdin; they are sealed
    #[arg(long, value_name = "FILE", requires = "overriding")]
    reason_file: Option<PathBuf>,
}

impl OverrideArgs {
    /// Overrides restrictions from now on, if that was asked for.
    ///
    /// # Errors
    /// When the words are not acceptable.
    pub fn apply(&self, unlocked: &mut Unlocked) -> Result<(), Failure> {
        let Some(reason) = self.reason else { return Ok(()) };
        let read = |path: &PathBuf| {
            let bytes = given::read(path, LONGEST, "the file given with --reason-file")?;
            if bytes.len() > LONGEST {
                let why = format!("the reason is longer than {LONGEST} bytes");
                return Err(Failure::Usage(why, "say it in a few lines".to_owned()));
            }
            given::note_text(&bytes)
        };
        let words = self.reason_file.as_ref().map(read).transpose()?;
        unlocked.override_restriction(reason, words);
        Ok(())
    }
}
