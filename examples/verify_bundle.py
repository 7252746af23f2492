#!/usr/bin/env python3
"""Checks a bundle of a praxis audit log, without praxis and without the vault, and prints the entries in it.

    verify_bundle.py FILE [--key VERIFY_KEY]... [--checkpoint FILE]...

FILE is the bundle as it was handed out; - reads standard input. Without --key the bundle is held against the key that
it names itself: that shows that nobody changed it since, and not whose key it is. Ask the practice for its key in
another way than the bundle came. --checkpoint is a checkpoint of the log that you kept, or a certificate: the log must
have begun so. Whoever signed it must be known: for a certificate give that key with --key too.

Needs Python 3.9 or later and nothing else. Written from docs/format.md alone: it shares no code with praxis.
Licence: MIT OR Apache-2.0, as praxis. What the bundle says about how to check it is passed over here: this page says it.

Exit code: 0 when it is sound, 2 when it is no bundle, or has no proof for a checkpoint, 5 when there is none, 7 when it
was changed, is signed with another key, or did not begin as a checkpoint says."""
import argparse, base64, binascii, hashlib, json, re, sys, types

LARGEST = 256 << 20

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
    print(f"verify_bundle.py: {words}", file=sys.stderr)
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


def under(name, key):
    """The same key under another name."""
    return name, hashlib.sha256(name.encode() + b"\n\1" + key[2]).digest()[:4], key[2]


def signatures(lines):
    """(name, hash, signature) of each line; none where one is no signature line."""
    found = [re.fullmatch("\u2014 ([^\\s+]+) (\\S+)", line) for line in lines]
    found = [(match[1], unbase(match[2])) for match in found if match]
    if len(found) != len(lines) or any(len(signed) < 5 for _, signed in found):
        return None
    return [(name, signed[:4], signed[4:]) for name, signed in found]


# ---- The tree, RFC 6962 and 9162. ----
def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def leads_to(leaf, index, size, proof):
    """The root that a leaf leads to; none where the proof has not the length that it must have."""
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def began_with(old, old_root, size, root, proof):
    """Whether the tree of `old` leaves is the beginning of that of `size`."""
    if old >= size or old == 0:
        return not proof and (old, old_root) in ((size, root), (0, hashlib.sha256().digest()))
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    of_old = of_all = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_old, of_all = node(step, of_old), node(step, of_all)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_all = node(of_all, step)
        at, last = at >> 1, last >> 1
    return last == 0 and of_old == old_root and of_all == root


def roots_of(leaves, sizes):
    """The roots of the first leaves, of so many as are asked for."""
    peaks, found = [], {0: hashlib.sha256().digest()}
    for number, leaf in enumerate(leaves):
        at = number
        while at & 1:
            leaf, at = node(peaks.pop(), leaf), at >> 1
        peaks.append(leaf)
        if number + 1 in sizes:
            root = peaks[-1]
            for left in reversed(peaks[:-1]):
                root = node(left, root)
            found[number + 1] = root
    return found


# ---- The bundle. ----
FIELDS = {"praxis": str, "how_to": list, "checkpoint": str, "keys": list, "references": str, "earlier": list,
          "purged": list, "prunings": list, "entries": list}
ENTRY = {"entry": int, "time": str, "by": str, "action": str, "about": (str, type(None)), "version": (int, type(None)),
         "count": (int, type(None)), "bytes": str, "proof": list}
EARLIER = {"size": int, "root": str, "proof": list}
GONE = {"entry": int, "leaf": str, "pruning": int}
PRUNING = {"entry": int, "note": str, "key": str}
MAY_BE_MISSING = {"earlier", "purged", "prunings", "about", "version", "count"}


def fits(what, form):
    """Whether an object has the fields that it must have, each of its type, and no others."""
    return (isinstance(what, dict) and set(what) <= set(form) and set(form) - set(what) <= MAY_BE_MISSING
            and all(isinstance(value, form[name]) and not isinstance(value, bool) and
                    (not isinstance(value, int) or 0 <= value < 1 << 64) for name, value in what.items()))


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        fail(7, "the bundle has not its form any more: a field stands there twice")
    return dict(pairs)


def hashes(texts):
    """Hashes in base64; none where one is not."""
    found = [unbase(text) if isinstance(text, str) else b"" for text in texts]
    return found if all(len(one) == 32 for one in found) else None


def opened(note, keys, whole):
    """The text of a signed note that all of these keys signed, and, where it is to be whole, nobody else; or none."""
    text, empty, lines = note.rpartition("\n\n")
    if not empty or not lines.endswith("\n") or re.search("[\0-\x09\x0b-\x1f]", note):
        return None
    text, lines = text + "\n", lines[:-1].split("\n")
    signed = signatures(lines) if len(lines) <= 100 else None
    if not signed or whole and len(signed) != len(keys):
        return None
    for name, key_hash, public in keys:
        ours = [signature for by, found, signature in signed if (by, found) == (name, key_hash)]
        if not ours or not all(verifies(public, text.encode(), signature) for signature in ours):
            return None
    return text


def head_of(text):
    """Origin, vault, size and root of a checkpoint; none when it is none."""
    lines = (text or "").split("\n")
    origin = re.fullmatch("praxis/([0-9a-f]{32})/log/(.+)", lines[0])
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not origin or not re.fullmatch("0|[1-9][0-9]{0,19}", lines[1]):
        return None
    root = unbase(lines[2])
    return (lines[0], origin[1], int(lines[1]), root) if len(root) == 32 and int(lines[1]) < 1 << 64 else None


def fields_of(data):
    """The 13 fields of an entry's bytes; none when they are not."""
    fields = []
    while data:
        length = int.from_bytes(data[:4], "little")
        if len(data) < 4 + length:
            return None
        fields.append(data[4:4 + length])
        data = data[4 + length:]
    lengths = [len(field) for field in fields]
    ours = (len(fields) == 13 and fields[0] == b"praxis/1/audit" and lengths[2] == 8 and lengths[4] == 4
            and lengths[8] in (0, 4) and lengths[10] in (0, 8))
    return fields if ours else None


def number_in(field):
    return int.from_bytes(field, "little") if field else None


def readable(fields, named):
    """What an entry says, from its bytes."""
    _, _, number, time, by, action, handle, _, version, subject, count, _, _ = fields
    by = number_in(by)
    return {"entry": number_in(number), "time": time.decode(), "by": str(by) if by else "host", "action": action.decode(),
            "about": subject.decode() or named.get(handle.hex()), "version": number_in(version), "count": number_in(count)}


def named_in(text, origin):
    """What the handles are called, by the signed text."""
    lines = (text or "").split("\n")
    named = [re.fullmatch("([0-9a-f]{32}) ([A-Z]-[0-9]+)", line) for line in lines[2:-1]]
    if lines[:2] != ["praxis references 1", origin] or lines[-1] or not all(named):
        return None
    return {match[1]: match[2] for match in named}


def framed(*fields):
    return b"".join(len(field).to_bytes(4, "little") + field for field in fields)


def signer_of(pruning, said, log):
    """The key that signed the note of a purging, when it says what its entry says; else none."""
    key, origin = read_key(pruning["key"]), pruning["note"].partition("\n")[0]
    text = opened(pruning["note"], [under(origin, key), key], True) if key else None
    head, size = head_of(text), pruning["entry"] + 1
    # A restore begins another life of the log, under another name.
    this_life = all(entry < pruning["entry"] for entry, _ in log.restored)
    fits = (head and key[0] == f"praxis/{log.vault}/host" and head[1:] == (log.vault, size, log.roots.get(size))
            and text.split("\n")[3:] == [f"praxis pruned {said[0]} {said[1].hex()}", ""]
            and (origin == log.origin) == this_life)
    return key if fits else None


def check_purged(gone, notes, log, given):
    """What is gone is what entries say, and what was signed when it went. The keys that signed so and not the head."""
    tallies = {entry: [] for entry in log.said}
    for one in gone:
        if one["pruning"] not in tallies or one["entry"] >= one["pruning"]:
            fail(7, f"entry {one['entry']} is gone, and no entry says that it was purged")
        tallies[one["pruning"]] += one["entry"].to_bytes(8, "little"), unbase(one["leaf"])
    notes, former = {one["entry"]: one for one in notes} if sorted(tallies) == [one["entry"] for one in notes] else {}, {}
    for entry, fields in tallies.items():
        said = len(fields) // 2, hashlib.sha256(framed(b"praxis/1/pruned", *fields)).digest()
        key = signer_of(notes[entry], said, log) if entry in notes and fields and said == log.said[entry] else None
        if not key:
            fail(7, f"entry {entry}: what it says was purged is not what is gone, or the note of that is not as it was signed")
        if key[2] != log.keys[0][2]:
            if given and key[2] not in [one[2] for one in given]:
                fail(7, f"entry {entry}: the note of what was purged is signed with another key than the one given")
            former[notes[entry]["key"]] = key
    return former


def check(data, given):
    """The bundle, and what it shows of the log."""
    try:
        bundle = json.loads(data.decode(), object_pairs_hook=once)
        json.dumps(bundle, ensure_ascii=False).encode()  # Half a character is no text.
        version = bundle["praxis"]
    except (ValueError, TypeError, KeyError, RecursionError):
        fail(2, "the file is no bundle of an audit log, or not a whole one")
    if not isinstance(version, str) or not version.startswith("audit bundle/"):
        fail(2, "the file is no bundle of an audit log, or not a whole one")
    if version != "audit bundle/1":
        fail(2, "the bundle is of a version that this page does not know")
    for name in ("earlier", "purged", "prunings"):
        bundle.setdefault(name, [])
    forms = {"entries": ENTRY, "earlier": EARLIER, "purged": GONE, "prunings": PRUNING}
    parts = [(bundle[name], form) for name, form in forms.items()] if fits(bundle, FIELDS) else [([None], ENTRY)]
    if not all(fits(one, form) for part, form in parts for one in part):
        fail(7, "the bundle has not its form any more: something was added to it, or is missing")
    keys = [read_key(key) if isinstance(key, str) else None for key in bundle["keys"]]
    text = opened(bundle["checkpoint"], keys, True) if len(keys) == 2 and all(keys) else None
    head = head_of(text)
    if (not head or text.count("\n") != 3 or keys[0][2] != keys[1][2]
            or [key[0] for key in keys] != [head[0], f"praxis/{head[1]}/host"]):
        fail(7, "the checkpoint in the bundle is not as it was signed")
    origin, vault, size, root = head
    if given and keys[0][2] not in [key[2] for key in given]:
        fail(7, "the checkpoint in the bundle is signed with another key than the one given")
    named = named_in(opened(bundle["references"], keys[:1], True), origin)
    if named is None:
        fail(7, "the references in the bundle are not as they were signed")
    log = types.SimpleNamespace(origin=origin, vault=vault, size=size, keys=keys, said={}, restored=[], former={},
                                roots={0: hashlib.sha256().digest(), size: root}, leaves={})
    after = 0
    for entry in bundle["entries"]:
        number, content, proof = entry["entry"], unbase(entry["bytes"]), hashes(entry["proof"])
        if number < after:
            fail(7, f"entry {number} is not in its place: twice, or too late")
        after, leaf = number + 1, hashlib.sha256(b"\0" + content).digest()
        if proof is None or number >= size or leads_to(leaf, number, size, proof) != root:
            fail(7, f"entry {number} is not in the log as it stands here: its proof does not lead to the root")
        fields, says = fields_of(content), {name: entry.get(name) for name in list(ENTRY)[:7]}
        try:
            same = fields and fields[1].hex() == vault and readable(fields, named) == says
        except UnicodeDecodeError:
            same = False
        if not same:
            fail(7, f"entry {number}: what stands there to be read is not what its bytes say")
        log.leaves[number] = leaf
        if says["action"] == "log.pruned":
            log.said[number] = says["count"] or 0, fields[11]
        if says["action"] == "vault.restored" and says["count"] is not None:
            log.restored.append((number, says["count"]))
    after = 0
    for gone in bundle["purged"]:
        number, leaf = gone["entry"], unbase(gone["leaf"])
        if number < after or number in log.leaves:
            fail(7, f"entry {number} is not in its place: twice, or too late")
        if len(leaf) != 32 or number >= size:
            fail(7, f"entry {number} is gone, and no entry says that it was purged")
        after, log.leaves[number] = number + 1, leaf
    log.whole = len(log.leaves) == size
    log.leaves = [log.leaves[number] for number in range(size)] if log.whole else []
    if log.whole:
        found = roots_of(log.leaves, {size} | {entry + 1 for entry in log.said})
        if found[size] != root:
            fail(7, "the entries, and the leaves of those that are gone, do not have the root that was signed")
        log.roots.update(found)
        log.former = check_purged(bundle["purged"], bundle["prunings"], log, given)
    elif bundle["purged"] or bundle["prunings"]:
        fail(7, "the bundle has not its form any more: purged entries stand in it, and it is not the whole log")
    for earlier in bundle["earlier"]:
        old, old_root, proof = earlier["size"], unbase(earlier["root"]), hashes(earlier["proof"])
        if proof is None or not began_with(old, old_root, size, root, proof):
            fail(7, f"the head of {old} entries is not the beginning of the log in the bundle")
        log.roots[old] = old_root
    return bundle, log


def kept_in(note, keys):
    """What somebody kept: the log (none in a certificate), the vault, size and root, and whether a key here signed it."""
    if not note.startswith(("praxis certificate of erasure ", "praxis certificate of disposal ")):
        head = head_of(note.rpartition("\n\n")[0] + "\n")
        if not head:
            fail(2, "what was given with --checkpoint is none, nor a certificate")
        # Others may keep the line under the log's own name alone, and before a restore that was another.
        keys = keys + [under(head[0], key) for key in keys]
        return *head, any(opened(note, [key], False) for key in keys)
    try:
        said = json.loads(note.rpartition("\n\n")[0].rpartition("\n")[2])
        if said["praxis"] not in ("certificate/1", "disposal/1"):
            fail(2, "the certificate is of a version that this page does not know")
        key, size, root = read_key(said["signed_by"]), said["audit_size"], bytes.fromhex(said["audit_root"])
        return None, said["vault"], size, root, key in keys and opened(note, [key], False) is not None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fail(7, "the certificate is not as it was signed")


def check_kept(path, log, keys):
    """Whether the log began as a checkpoint or a certificate says that somebody kept."""
    try:
        kept = read(path).decode()
    except UnicodeDecodeError:
        kept = ""
    origin, vault, size, root, signed = kept_in(kept, keys)
    if vault != log.vault:
        fail(2, "the checkpoint is of another vault than the bundle")
    if not signed:
        fail(7, "the checkpoint is not as it was signed, or not by a key that is known here: give it with --key")
    known = log.roots.get(size) or (roots_of(log.leaves, {size}).get(size) if log.whole else None)
    if known == root:
        return
    of_another, may_be, shown = origin not in (None, log.origin), origin != log.origin, known or size > log.size
    parted = "the log in the bundle did not begin as the checkpoint says"
    restored = [at for at in log.restored if may_be and at[1] < size and (shown or of_another)]
    if restored:
        since = "the vault was restored since" if of_another else (
                "the certificate may be from before the vault was restored")
        fail(7, f"{parted}: {since}, at entry {restored[0][0]} from a backup with {restored[0][1]} entries, "
                "and later ones of before that are lost")
    ask = "; the vault may have been restored since: the whole log says so" if may_be and not log.whole else ""
    if known and ask:
        fail(7, f"{parted}: whether the vault was restored since, or entries before {size} were changed, cannot be told "
                "from this bundle: ask for the whole log")
    if known:
        fail(7, f"{parted}: entries before {size} were changed")
    if size > log.size:
        fail(7, f"the checkpoint has seen {size} entries, and the log in the bundle has {log.size}{ask}")
    fail(2, f"the bundle has no proof for a checkpoint of {size} entries: ask for one that was made with it{ask}")


def read(path):
    try:
        with sys.stdin.buffer if path == "-" else open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        fail(5, "there is no such file")
    except OSError as error:
        fail(2, f"it could not be read: {error.strerror}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--key", action="append", default=[], metavar="VERIFY_KEY")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE")
    asked = parser.parse_args()
    given = [read_key(key) for key in asked.key]
    if not all(given):
        fail(2, "what was given with --key is not a verify key")
    data = read(asked.file)
    if len(data) > LARGEST:
        fail(2, "the file is larger than a bundle may be")
    bundle, log = check(data, given)
    for path in asked.checkpoint:
        check_kept(path, log, log.keys + list(log.former.values()) + given)
    sys.stdout.reconfigure(errors="replace")
    for one in bundle["entries"]:
        count = "" if one.get("count") is None else f", {one['count']}"
        line = f"{one['entry']:>7}  {one['time']}  {one['by']:<4}  {one['action']:<24}  {one.get('about') or '-'}{count}"
        # A terminal obeys control characters, and marks that turn text mislead who reads it.
        print(re.sub("[\0-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "\ufffd", line))
    purged = len(bundle["purged"])
    gone = f", and the leaves of {purged} that were purged," if purged else ""
    print(f"{len(bundle['entries'])} of {log.size} entries{gone} of the log {log.origin}, " + (
          "which is the whole log: none is missing." if log.whole else
          "as it has them. What else is in it, this does not show."))
    earlier = {one["size"]: one["root"] for one in bundle["earlier"]}
    for size in sorted(set(earlier) - {0, log.size}):
        print(f"It began with the {size} entries whose root is {earlier[size]}")
    if asked.checkpoint:
        print(f"It began as {len(asked.checkpoint)} given with --checkpoint.")
    print("It is signed with a key that you gave." if given else
          "Whose key signed it, this does not show: ask the practice in another way, and give it with --key.")
    print(f"  {asked.key[0] if given else bundle['keys'][1]}")
    for key in log.former:
        print(f"  {key} signed that entries were purged")


if __name__ == "__main__":
    main()
