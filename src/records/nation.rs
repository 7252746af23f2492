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
