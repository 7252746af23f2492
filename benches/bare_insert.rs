//! The least that storing a note can cost: opens a database, inserts one row in a transaction that is synced, ends.
//! Same settings as the vault's database. Usage: `bare_insert DATABASE TEXT-FILE`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of a database")?;
    let text = std::fs::read_to_string(arguments.next().ok_or("give the path of a text")?)?;
    let connection = rusqlite::Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT) STRICT")?;
    connection.execute("INSERT INTO notes (text) VALUES (?1)", [text])?;
    Ok(())
}
