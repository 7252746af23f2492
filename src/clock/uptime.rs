//! The clocks of this machine, for what must end after a while even when nobody looks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::time::{ClockId, clock_gettime};

use crate::records::uptime::Uptime;

/// What they say now.
#[must_use]
pub fn uptime() -> Uptime {
    Uptime {
        since_boot: of(SLEEPLESS),
        awake: of(ClockId::Monotonic),
        wall: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
    }
}

/// The one that goes on while the machine sleeps.
#[cfg(target_os = "linux")]
const SLEEPLESS: ClockId = ClockId::Boottime;
/// Elsewhere the monotonic clock is the only one that can be read here, and goes on while macOS sleeps: nobody notices it, and
/// a session lasts until its limits, which count the sleep.
#[cfg(not(target_os = "linux"))]
const SLEEPLESS: ClockId = ClockId::Monotonic;

fn of(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.try_into().unwrap_or_default(), now.tv_nsec.try_into().unwrap_or_default())
}
