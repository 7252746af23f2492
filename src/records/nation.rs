//! Where a practice is: whose bank holidays and limits count.

use super::code::codes;

codes! {
    /// Whose bank holidays and limits count.
    Nation {
        /// England and Wales.
        EnglandAndWales = "england-and-wales",
        /// Scotland.
        Scotland = "scotland",
        /// Northern Ireland.
        NorthernIreland = "northern-ireland",
    }
}

impl Nation {
    /// As it is said in talk.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Nation::EnglandAndWales => "England and Wales",
            Nation::Scotland => "Scotland",
            Nation::NorthernIreland => "Northern Ireland",
        }
    }
}
