//! NHS numbers: ten digits, the last a check digit (NHS Data Dictionary, "NHS NUMBER").

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An NHS number whose check digit is right.
#[derive(Clone, PartialEq, Eq)]
pub struct NhsNumber([u8; 10]);

/// Why text is no NHS number. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnNhsNumber {
    /// Not ten digits, with spaces or hyphens between them at most.
    Form,
    /// The check digit is wrong.
    CheckDigit,
}

impl fmt::Display for NotAnNhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotAnNhsNumber::Form => "is not ten digits",
            NotAnNhsNumber::CheckDigit => "fails its check digit",
        })
    }
}

impl NhsNumber {
    /// Reads ten digits, spaces and hyphens allowed between them.
    ///
    /// # Errors
    /// For anything else, and for a wrong check digit: weights 10 to 2 on the first nine, eleven minus the
    /// remainder by eleven, where 11 counts as 0 and 10 cannot be.
    pub fn parse(text: &str) -> Result<Self, NotAnNhsNumber> {
        let digits: Vec<u8> = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .map(|c| c.to_digit(10).and_then(|d| u8::try_from(d).ok()).ok_or(NotAnNhsNumber::Form))
            .collect::<Result<_, _>>()?;
        let digits: [u8; 10] = digits.try_into().map_err(|_| NotAnNhsNumber::Form)?;
        let sum: u32 =
            digits.iter().take(9).zip((2..=10).rev()).map(|(&d, weight)| u32::from(d) * weight).sum();
        let check = match 11 - sum % 11 {
            11 => 0,
            other => other,
        };
        if check == u32::from(digits[9]) { Ok(Self(digits)) } else { Err(NotAnNhsNumber::CheckDigit) }
    }
}

impl fmt::Display for NhsNumber {
    /// 3-3-4, as it is printed everywhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, digit) in self.0.iter().enumerate() {
            if index == 3 || index == 6 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl Serialize for NhsNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NhsNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
        Self::parse(&text).map_err(|why| serde::de::Error::custom(format!("NHS number {why}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_numbers_print_in_three_groups() {
        for text in [
            "943 476 5919",
            "987 654 3210",
            "999 000 0018",
            "999 000 0026",
            "999 000 0034",
            "999 000 0050",
            "401 023 2137",
        ] {
            let number = NhsNumber::parse(text).unwrap_or_else(|_| panic!("{text} is valid"));
            assert_eq!(number.to_string(), text);
            assert!(NhsNumber::parse(&text.replace(' ', "")) == Ok(number));
        }
    }

    #[test]
    fn invalid_numbers_say_why() {
        for text in ["943 476 5918", "485 777 3456", "987 654 4321", "999 123 4560", "999 123 4565"] {
            assert!(NhsNumber::parse(text) == Err(NotAnNhsNumber::CheckDigit), "{text}");
        }
        for text in ["", "943 476 591", "943 476 59190", "943 476 591X", "٩٤٣٤٧٦٥٩١٩"] {
            assert!(NhsNumber::parse(text) == Err(NotAnNhsNumber::Form), "{text}");
        }
    }
}
