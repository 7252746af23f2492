#!/usr/bin/env python3
"""Checks a praxis certificate, of an erasure or of a disposal, without praxis, and prints what it says.

    verify_certificate.py FILE [--key VERIFY_KEY]...

FILE is the certificate as it was handed out; - reads standard input. Without --key the certificate is held
against the key that it names itself: that shows that nobody changed it since, and not whose key it is. Give the
key that stands on the practice's recovery kit, or that `praxis identity show` prints there, and it shows that too.

Needs Python 3.9 or later and nothing else. Written from docs/format.md alone: it shares no code with praxis.
Licence: MIT OR Apache-2.0, as praxis. The page is not worded anew from its data here, as praxis does: both are
under the signature.

Exit code: 0 when it is as it was signed, 2 when it is no certificate, 5 when there is none, 7 when it was changed
or signed with another key."""
import argparse, base64, binascii, hashlib, json, re, sys

# What a file begins with, the version aside, and what its data say that they are.
TITLES = {"praxis certificate of erasure ": "certificate/1", "praxis certificate of disposal ": "disposal/1"}
LARGEST = 8 << 20

# ---- Ed25519, RFC 8032 section 5.1. Only for verifying: it takes no care of secrets, because there are none. ----
P, L = 2 ** 255 - 19, 2 ** 252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    """Of two points (x, y, z, x * y / z), each coordinate but the last over z."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    out = NEUTRAL
    while n:
        out, point, n = add(out, point) if n & 1 else out, add(point, point), n >> 1
    return out


def encoded(point):
    inverse = pow(point[2], -1, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def decoded(data):
    """The point, or none where the bytes are not the one spelling of one."""
    y, odd = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    x = P - x if x & 1 != odd else x
    point = x, y, 1, x * y % P
    return point if y < P and x * x % P == square and x < P and encoded(point) == data else None


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def verifies(public, text, signature):
    """Strictly: one spelling of everything, and no point of small order, for which one signature fits many texts."""
    if len(signature) != 64:
        return False
    key, commitment, s = decoded(public), decoded(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= L:
        return False
    if any(encoded(times(8, point)) == encoded(NEUTRAL) for point in (key, commitment)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    return encoded(times(s, BASE)) == encoded(add(commitment, times(k, key)))


# ---- The signed note. ----
def fail(code, words):
    print(f"verify_certificate.py: {words}", file=sys.stderr)
    sys.exit(code)


def unbase(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def read_key(text):
    """Name, hash and the 32 bytes of a verify key; none when it is not one."""
    name, _, rest = text.partition("+")
    given, _, key = rest.partition("+")
    typed = unbase(key)
    found = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    return (name, found, typed[1:]) if len(typed) == 33 and typed[0] == 1 and found.hex() == given else None


def signatures(lines):
    """(name, hash, signature) of each line."""
    found = [re.fullmatch("\u2014 ([^\\s+]+) (\\S+)", line) for line in lines]
    if not 0 < len(found) <= 100 or not all(found):
        fail(7, "it does not end with signatures")
    found = [(match[1], unbase(match[2])) for match in found]
    if any(len(signed) < 5 for _, signed in found):
        fail(7, "it has a signature line that is none")
    return [(name, signed[:4], signed[4:]) for name, signed in found]


def check(data, keys):
    """The page and the data of a certificate, and whose key signed it."""
    title = next((title for title in TITLES if data.startswith(title.encode())), None)
    if len(data) > LARGEST or title is None:
        fail(2, "it is not a certificate of erasure or disposal")
    try:
        note = data.decode()
    except UnicodeDecodeError:
        fail(7, "it is not UTF-8 any more")
    version = note[len(title):].partition("\n")[0]
    if re.fullmatch("[0-9]+", version) and version != "1":
        fail(2, "it is a certificate of a version that this reader does not know")
    text, empty, lines = note.rpartition("\n\n")
    text += "\n"
    if version != "1" or not empty or not lines.endswith("\n") or re.search("[\0-\x09\x0b-\x1f]", note):
        fail(7, "it has not the form of a signed note")
    signed = signatures(lines[:-1].split("\n"))
    page, _, last = text[:-1].rpartition("\n")
    try:
        says = json.loads(last)
        vault, signed_by = says["vault"], says["signed_by"]
        key = read_key(signed_by)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fail(7, "its last line cannot be read")
    if says.get("praxis") != TITLES[title] or key is None:
        fail(7, "its last line cannot be read")
    name, key_hash, public = key
    ours = [signature for by, found, signature in signed if (by, found) == (name, key_hash)]
    if not ours or not all(verifies(public, text.encode(), signature) for signature in ours):
        fail(7, "its signature is not of this text, or not by the key that it names")
    whose = re.fullmatch(f"praxis/{re.escape(str(vault))}/(host|member/[1-9][0-9]*)", name)
    if not whose:
        fail(7, "it is signed by a key that is not of its vault")
    if keys and signed_by not in keys:
        fail(7, "it is signed with another key than the one given")
    return page, signed_by, whose[1].replace("/", " ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--key", action="append", default=[], metavar="VERIFY_KEY")
    given = parser.parse_args()
    if any(read_key(key) is None for key in given.key):
        fail(2, "what was given with --key is not a verify key")
    try:
        with sys.stdin.buffer if given.file == "-" else open(given.file, "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        fail(5, "there is no such file")
    except OSError as error:
        fail(2, f"it could not be read: {error.strerror}")
    page, key, whose = check(data, given.key)
    sys.stdout.reconfigure(errors="replace")
    # A terminal obeys control characters, and marks that turn text mislead who reads it.
    print(re.sub("[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "\ufffd", page))
    print(f"It is as it was signed by {whose}, with the key\n  {key}")
    print("That is a key that you gave." if given.key else
          "Whose key it is, this does not show: compare it with the one on the practice's recovery kit.")


if __name__ == "__main__":
    main()
