//! How the page looks, on a screen and on paper.

use crate::records::reference::Reference;

/// The style sheet; each printed page says to which request it belongs.
pub fn of(request: Reference) -> String {
    STYLE.replace("REQUEST", &request.to_string())
}

const STYLE: &str = r#"
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 46rem; background: #fff; color: #1b1b1b;
  font: 1.0625rem/1.55 Georgia, "Times New Roman", "DejaVu Serif", serif; }
h1, h2, h3, dt, th, nav, .practice, .about, .count, .note, .facts, footer {
  font-family: system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid #35506b; }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0; }
a { color: #1a4f8a; }
.practice { margin: 0 0 .25rem; color: #4a4a4a; font-weight: 600; }
.letter .text { font-size: .9375rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { margin: .75rem 0 0; }
dt { margin: .75rem 0 .1rem; font-size: .8125rem; font-weight: 600; color: #4a4a4a; }
dd { margin: 0; }
.short { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; align-items: baseline; margin: .2rem 0; }
.short dt { margin: 0; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.25rem; font-size: .9375rem; }
.facts dt { margin: 0; font-size: inherit; }
article { margin: 0 0 1.5rem; padding: 0 0 1.5rem; border-bottom: 1px solid #d0d0d0; }
article:last-child { border-bottom: 0; }
.about { margin: .15rem 0 0; font-size: .8125rem; color: #4a4a4a; }
.note { margin: .75rem 0 0; padding: .4rem .75rem; border-left: 4px solid #8a5a00; background: #fff7e6; font-size: .875rem; }
.mark { font-family: monospace; font-size: .85em; color: #8a1c1c; }
.count { color: #4a4a4a; }
nav { font-size: .9375rem; }
nav ol { padding-left: 1.75rem; }
nav ul { padding-left: 1rem; list-style: none; }
nav .years { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .4rem .75rem .4rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid #d0d0d0;
  overflow-wrap: anywhere; }
#left-out th:nth-child(2) { width: 26%; }
th { font-size: .8125rem; color: #4a4a4a; white-space: nowrap; }
footer { margin-top: 3rem; font-size: .8125rem; color: #4a4a4a; }
@media print {
  @page { size: A4; margin: 20mm 20mm 24mm;
    @bottom-left { content: "Request REQUEST"; font: 8pt sans-serif; color: #4a4a4a; }
    @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #4a4a4a; } }
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.4; }
  h2 { margin-top: 0; }
  nav { margin-top: 2rem; }
  h1, h2, h3, .about, .note, dt { break-after: avoid; }
  main > section { margin-top: 2rem; }
  main > #letter, main > #s1, main > #left-out { break-before: page; margin-top: 0; }
  tr { break-inside: avoid; }
  dd, .text { orphans: 3; widows: 3; }
  a { color: inherit; text-decoration: none; }
  .note { background: none; }
}
"#;
