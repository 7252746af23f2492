//! When the jobs that run without a person ran last.

use rusqlite::params;

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::run::{Job, Run};

impl Reading<'_> {
    /// The last run of every job that ever ran.
    pub fn runs(&self) -> Result<Vec<Run>> {
        let mut statement = self.0.prepare_cached("SELECT job, last, due FROM runs ORDER BY job")?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (job, last, due): (String, String, i64) = row?;
            let job = Job::from_code(&job).ok_or_else(|| Error::Damaged("an unknown job ran".to_owned()))?;
            Ok(Run { job, last, due: due.cast_unsigned() })
        })
        .collect()
    }
}

impl Writing<'_> {
    /// Records a run.
    pub fn put_run(&self, run: &Run) -> Result<()> {
        self.0
            .0
            .prepare_cached("REPLACE INTO runs (job, last, due) VALUES (?1, ?2, ?3)")?
            .execute(params![run.job.code(), run.last, run.due.cast_signed()])?;
        Ok(())
    }
}
