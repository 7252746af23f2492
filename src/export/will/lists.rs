//! The two lists of a clinical will, as CSV.

use crate::export::csv::table;
use crate::records::code::Code;
use crate::records::reference::Register;
use crate::records::will::{Duty, MayGo, ToCall};

/// Whom to call: reference, first name, telephone number, whether it is a child, and nothing else.
///
/// # Errors
/// Never in practice: memory is written.
pub fn contacts(clients: &[ToCall]) -> Result<Vec<u8>, csv::Error> {
    let rows = clients.iter().map(|one| {
        let child = match one.child {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not known",
        };
        let phone = one.phone.clone().unwrap_or_default();
        vec![one.client.to_string(), one.first_name.clone(), phone, child.to_owned()]
    });
    table(&["client", "first_name", "phone", "child"], rows)
}

/// How long which record stays, and what must not be destroyed: by number, without a name.
///
/// # Errors
/// Never in practice: memory is written.
pub fn duties(records: &[Duty]) -> Result<Vec<u8>, csv::Error> {
    let header = [
        "record",
        "client",
        "class",
        "may_go_from",
        "then",
        "rule",
        "hold",
        "open_request",
        "open_complaint",
        "open_breach",
    ];
    let yes = |set: bool| if set { "yes" } else { "no" }.to_owned();
    let rows = records.iter().map(|one| {
        let own = Some(one.what).filter(|what| what.register == Register::Client);
        let client = one.client.or(own).map(|client| client.to_string());
        vec![
            one.what.to_string(),
            client.unwrap_or_default(),
            one.class.code().to_owned(),
            match one.may_go {
                MayGo::From(day) => day.to_string(),
                MayGo::Never => "never".to_owned(),
                MayGo::Unknown => "not known".to_owned(),
            },
            one.then.code().to_owned(),
            one.rule.clone().unwrap_or_default(),
            yes(one.hold),
            yes(one.open_request),
            yes(one.open_complaint),
            yes(one.open_breach),
        ]
    });
    table(&header, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::reference::Reference;
    use crate::records::schedule::{Class, Disposal};

    fn text(bytes: Result<Vec<u8>, csv::Error>) -> String {
        String::from_utf8(bytes.expect("writes")).expect("UTF-8")
    }

    #[test]
    fn whom_to_call() {
        let of = |number, first_name: &str, phone: Option<&str>, child| ToCall {
            client: Reference::new(Register::Client, number),
            first_name: first_name.to_owned(),
            phone: phone.map(str::to_owned),
            child,
        };
        let list = [
            of(1, "Ada", Some("07700 900123"), Some(false)),
            of(2, "=2+2", Some("+44 7700 900456"), None),
            of(3, "Bea", None, Some(true)),
        ];
        assert_eq!(
            text(contacts(&list)),
            "client,first_name,phone,child\r\nC-0001,Ada,07700 900123,no\r\nC-0002,'=2+2,'+44 7700 900456,not known\r\nC-0003,Bea,,yes\r\n"
        );
    }

    #[test]
    fn how_long_which_record_stays() {
        let client = Reference::new(Register::Client, 1);
        let own = Duty {
            what: client,
            client: None,
            class: Class::ALL[0],
            may_go: MayGo::Never,
            then: Disposal::Keep,
            rule: None,
            hold: true,
            open_request: false,
            open_complaint: false,
            open_breach: false,
        };
        let item = Duty {
            what: Reference::new(Register::File, 3),
            client: Some(client),
            may_go: MayGo::From("2033-02-05".parse().expect("a day")),
            rule: Some("invoices".to_owned()),
            hold: false,
            open_breach: true,
            ..own.clone()
        };
        let (class, keep) = (Class::ALL[0].code(), Disposal::Keep.code());
        let none = Reference::new(Register::Breach, 2);
        let breach = Duty { what: none, client: None, may_go: MayGo::Unknown, ..own.clone() };
        let lines: Vec<String> = text(duties(&[own, item, breach])).lines().map(str::to_owned).collect();
        assert_eq!(
            lines[1..],
            [
                format!("C-0001,C-0001,{class},never,{keep},,yes,no,no,no"),
                format!("F-000003,C-0001,{class},2033-02-05,{keep},invoices,no,no,no,yes"),
                format!("B-0002,,{class},not known,{keep},,yes,no,no,no"),
            ]
        );
    }
}
