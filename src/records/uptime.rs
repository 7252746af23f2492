//! What the clocks of a machine say, all at one moment.

use core::time::Duration;

/// Two clocks that count from the start of the machine, and the one on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uptime {
    /// Since the machine was started, its sleep included.
    pub since_boot: Duration,
    /// The same without its sleep.
    pub awake: Duration,
    /// Since 1970, by the clock on the wall, which people and time services set.
    pub wall: Duration,
}
