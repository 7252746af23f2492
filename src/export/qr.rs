//! QR codes (ISO/IEC 18004), for a terminal and for paper.
//!
//! The crate that computes them wipes nothing: bytes of the text stay in this process's memory until it ends or
//! uses it again, as they stay on the screen and the paper. What is returned from here is wiped.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};
use zeroize::Zeroizing;

/// Light modules around the code, which scanners need.
const QUIET: usize = 4;
/// Black on white whatever the theme: colours of the 256, because the first 16 are the theme's own.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const THEMES_OWN: &str = "\x1b[0m";

/// In which colours a terminal shows a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// The terminal's own, dark modules in that of text: right on paper and on a light theme. On a dark theme
    /// light and dark are exchanged, and some scanners do not read that.
    Plain,
    /// Black on white, by escape sequences: right on every theme, and wrong in a file.
    Ansi,
}

/// A code of half blocks, two rows of modules to a line; `None` when `text` does not fit into any.
#[must_use]
pub fn terminal(text: &str, paint: Paint) -> Option<Zeroizing<String>> {
    let modules = Modules::of(text)?;
    // A half block is three bytes.
    let line = modules.side * 3 + BLACK_ON_WHITE.len() + THEMES_OWN.len() + 1;
    let mut out = Zeroizing::new(String::with_capacity(modules.side.div_ceil(2) * line));
    for y in (0..modules.side).step_by(2) {
        if paint == Paint::Ansi {
            out.push_str(BLACK_ON_WHITE);
        }
        for x in 0..modules.side {
            out.push(match (modules.is_dark(x, y), modules.is_dark(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        if paint == Paint::Ansi {
            out.push_str(THEMES_OWN);
        }
        out.push('\n');
    }
    Some(out)
}

/// A code as an SVG image, one millimetre for a module; `None` when `text` does not fit into any.
#[must_use]
pub fn svg(text: &str) -> Option<Zeroizing<String>> {
    let modules = Modules::of(text)?;
    let side = modules.side;
    // At most every other module of a row begins a run, and takes `M123 123h123v1h-123z`.
    let mut out = Zeroizing::new(String::with_capacity(300 + side * side.div_ceil(2) * 20));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}mm\" height=\"{side}mm\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\n\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\n<path fill=\"#000\" d=\""
    );
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|&x| modules.is_dark(x, y)).count();
            if run > 0 {
                let _ = write!(out, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run + 1;
        }
    }
    out.push_str("\"/>\n</svg>\n");
    Some(out)
}

/// The modules of a code and the quiet zone around them.
struct Modules {
    code: QrCode,
    side: usize,
}

impl Modules {
    /// Level M puts 15 % of damage right: more would not fit a terminal of 80 columns for a kit.
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let side = code.width() + 2 * QUIET;
        Some(Self { code, side })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let within = QUIET..self.side - QUIET;
        within.contains(&x) && within.contains(&y) && self.code[(x - QUIET, y - QUIET)] == Color::Dark
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::printed;

    /// Pixels to a module, as a camera would have some.
    const SCALE: usize = 3;

    /// What a scanner reads from a grid of modules.
    fn scanned(dark: &[Vec<bool>]) -> String {
        let (width, height) = (dark[0].len() * SCALE, dark.len() * SCALE);
        let grey = |x: usize, y: usize| if dark[y / SCALE][x / SCALE] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().expect("decodes").1
    }

    fn blocks(code: &str) -> Vec<Vec<bool>> {
        let row = |line: &str, dark: [char; 2]| line.chars().map(|block| dark.contains(&block)).collect();
        code.lines().flat_map(|line| [row(line, ['█', '▀']), row(line, ['█', '▄'])]).collect()
    }

    fn image(svg: &str) -> Vec<Vec<bool>> {
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let side = number(svg.split("width=\"").nth(1).expect("a width").split("mm").next().expect("mm"));
        let mut dark = vec![vec![false; side]; side];
        let path =
            svg.split("fill=\"#000\" d=\"").nth(1).expect("a path").split('"').next().expect("its end");
        for run in path.split_inclusive('z') {
            let parts: Vec<&str> = run.split(['M', ' ', 'h', 'v', 'z']).collect();
            let [_, x, y, run, "1", back, _] = parts[..] else { panic!("{run}") };
            assert_eq!(back, format!("-{run}"));
            dark[number(y)][number(x)..][..number(run)].fill(true);
        }
        dark
    }

    #[test]
    fn a_kit_is_scanned_and_read_back() {
        let kit: Vec<u8> = (0..178).collect();
        let lines = printed::write_for_scanner(&kit).expect("writes");
        let plain = terminal(&lines, Paint::Plain).expect("fits");
        let (width, height) = (plain.lines().next().expect("a line").chars().count(), plain.lines().count());
        // Version 13: alphanumeric mode was chosen, since in bytes it would be version 16.
        assert_eq!((width, height), (77, 39));
        let picture = svg(&lines).expect("fits");
        for dark in [blocks(&plain), image(&picture)] {
            let text = scanned(&dark);
            assert_eq!(text, *lines);
            assert_eq!(*printed::read(&text).expect("reads"), kit);
        }
    }

    #[test]
    fn the_quiet_zone_is_four_wide() {
        let dark = image(&svg("x").expect("fits"));
        assert_eq!(dark.len(), 21 + 8);
        for (at, row) in dark.iter().enumerate() {
            assert!(row[..4].iter().chain(&row[25..]).all(|dark| !dark));
            assert!((4..25).contains(&at) || row.iter().all(|dark| !dark));
        }
        assert!(dark[4][4] && dark[4][24] && dark[24][4], "the corners");
        let mut shown = blocks(&terminal("x", Paint::Plain).expect("fits"));
        assert!(shown.pop().expect("half a line").iter().all(|dark| !dark));
        assert_eq!(shown, dark);
    }

    #[test]
    fn colours_only_when_asked_for() {
        let (plain, ansi) = (terminal("x", Paint::Plain), terminal("x", Paint::Ansi));
        let (plain, ansi) = (plain.expect("fits"), ansi.expect("fits"));
        assert!(!plain.contains('\x1b'));
        let lines = ansi.lines().zip(plain.lines());
        for (coloured, line) in lines {
            assert_eq!(coloured, format!("{BLACK_ON_WHITE}{line}{THEMES_OWN}"));
        }
    }

    #[test]
    fn the_picture_is_nothing_but_a_picture() {
        let picture = svg("x").expect("fits");
        for word in ["script", "href", "url(", "style", "<!", "<?"] {
            assert!(!picture.contains(word), "{word}");
        }
        assert_eq!(picture.matches('<').count(), 4);
    }

    #[test]
    fn nothing_is_moved_in_memory() {
        for length in [1, 400, 3000] {
            let text = "A".repeat(length);
            let (modules, code) = (Modules::of(&text).expect("fits"), terminal(&text, Paint::Ansi));
            let lines = modules.side.div_ceil(2);
            let line = modules.side * 3 + BLACK_ON_WHITE.len() + THEMES_OWN.len() + 1;
            assert_eq!(code.expect("fits").capacity(), lines * line);
            assert_eq!(
                svg(&text).expect("fits").capacity(),
                300 + modules.side * modules.side.div_ceil(2) * 20
            );
        }
    }

    #[test]
    fn what_fits_no_code_gives_none() {
        // 3391 alphanumeric characters at level M of version 40.
        assert!(svg(&"A".repeat(3391)).is_some());
        assert!(svg(&"A".repeat(3392)).is_none());
        assert!(terminal(&"A".repeat(3392), Paint::Plain).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn every_code_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let lines = printed::write_for_scanner(&bytes).expect("writes");
            let code = terminal(&lines, Paint::Plain).expect("fits");
            prop_assert_eq!(&scanned(&blocks(&code)), &*lines);
        }
    }
}
