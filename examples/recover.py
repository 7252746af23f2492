#!/usr/bin/env python3
"""Reads a praxis vault without praxis.

    recover.py VAULT STATE-FOLDER IDENTITY [--json] [--files DIR]

Prints every record in all its versions, and checks what can be checked: both mirrors of the keyring, who
wrote the list of members, every entry of the audit log and its root, every row and every piece of a file
against the log. What is wrong is said on standard error, and keeps nothing else from being read.

What was erased is not there, and that is not wrong: its tombstones say so. Of an erasure that was cut off in
the middle nothing is shown either, even where it would open.

With --files the content of every file is written into DIR, as F-000001.pdf and so on, never over anything.
A piece that is lost leaves zeros in its place. Without --files it is read and checked all the same.

VAULT is the folder with vault.db, STATE-FOLDER the one with 1-0.age, or with 1-7.age after seven erasures (or
the one above it), IDENTITY an age identity file of an owner. When that is encrypted, age itself asks for its
passphrase, on the terminal.

Needs Python 3.9 with SQLite 3.37, age (https://age-encryption.org) and, from PyPI, cryptography 42 or later.
Written from docs/format.md alone: it shares no code with praxis. Licence: MIT OR Apache-2.0, as praxis.

It only reads. SQLite writes beside a database that it opens, so a copy of vault.db, sealed as it is, is
opened in a temporary folder. What is printed is in the clear: mind where it goes. No praxis may run meanwhile.

Exit code: 0 when everything was read and nothing is wrong, else 1."""
import argparse, base64, hashlib, hmac, json, os, re, shutil, sqlite3, subprocess, sys, tempfile, textwrap
from pathlib import Path
try:
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
except ImportError:
    sys.exit("recover.py: cryptography 42 or later is missing; run: python3 -m pip install cryptography")

COMPARTMENTS = dict(enumerate(("person", "contact", "clinical", "process", "registers", "office"), 1))
TYPES = dict(enumerate(("person", "contact", "clinical", "dates", "note", "file", "export", "kit", "hold",
                        "erasure", "sweep", "request", "disclosure", "decisions", "breach", "complaint", "member",
                        "will"), 1))
NAMES = {"note": "N-%06d", "file": "F-%06d", "export": "X-%04d", "kit": "T-%02d", "hold": "H-%04d",
         "erasure": "E-%04d", "sweep": "S-%04d", "request": "R-%04d", "disclosure": "D-%04d",
         "breach": "B-%04d", "complaint": "K-%04d", "member": "member %d", "glass": "G-%04d",
         "will": "W-%02d"}
MATTERS = {"R": "request", "B": "breach", "K": "complaint"}  # Each under a handle of its own.
PARTS = {"person": 1, "contact": 2, "clinical": 3, "dates": 1}  # Of every client: bytes of compartments.
KINDS = {"document": 3, "recording": 4, "invoice": 5}  # Of files: the byte of the compartment.
PIECE = 65536
FLAGS = ("hold", "restricted", "open_request", "open_complaint", "open_breach")
problems = []


class Bad(Exception):
    """Not as the page says."""


# A number that does not fit must match nothing.
def le(n, size): return n.to_bytes(size, "little") if 0 <= n < 256 ** size else b"out of range"
def u8(n): return le(n, 1)
def u32(n): return le(n, 4)
def u64(n): return le(n, 8)
def maybe(value, turn=str.encode): return b"" if value is None else turn(value)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def frame(*fields): return b"".join(u32(len(field)) + field for field in fields)
def mac(key, *parts): return hmac.new(key, b"".join(parts), hashlib.sha256)
def derive(secret, *info): return mac(secret, frame(*info), b"\x01").digest()
def clean(text): return re.sub("[\0-\b\v-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", str(text))


def check(good, problem):
    if not good:
        problems.append(problem)


def unseal(key, place, envelope):
    if envelope[:1] != b"\x01":
        raise Bad("is missing, or sealed in a way that this reader does not know")
    try:
        plain = AESGCMSIV(key).decrypt(envelope[1:13], envelope[13:], place)
    except (InvalidTag, ValueError):
        raise Bad("does not open") from None
    length = int.from_bytes(plain[:4], "little")
    if length > len(plain) - 4 or any(plain[4 + length:]):
        raise Bad("opens, and is padded wrongly")
    return plain[4:4 + length]


def parse(text, what, field, version):
    """JSON of a version that is known: that is looked at before anything else."""
    try:
        found = json.loads(text)
    except ValueError:
        raise Bad(f"{what} is not JSON") from None
    if not isinstance(found, dict) or found.get(field) != version:
        raise Bad(f"{what} is of a version that this reader does not know")
    return found


def root_of(peaks):
    """The root of a tree by the roots of its complete subtrees, the largest first."""
    node = peaks[-1] if peaks else sha()
    for left in reversed(peaks[:-1]):
        node = sha(b"\x01", left, node)
    return node


class Mirror:
    """One file of the keyring. When it is not valid, single slots of it may open all the same."""

    def __init__(self, path):
        file, self.name = path.read_bytes(), f"keyring/{path.name}"
        if file[:15] == b"praxis/keyring/" and file[15:16] != b"1":
            raise Bad(f"{self.name} is of a version that this reader does not know")
        self.epoch, self.generation, capacity, self.size = (
            int.from_bytes(file[at:end], "little") for at, end in ((32, 40), (40, 48), (48, 52), (52, 60)))
        self.vault, self.root, image = file[16:32], file[60:92], file[:132 + 174 * capacity]
        slots = [image[at:at + 174] for at in range(92, len(image) - 40, 174)]
        used = [slot for slot in slots if any(slot[:16])]
        self.slots, self.hash = {slot[:16]: slot for slot in used}, sha(image)
        whole = image[:16] == b"praxis/keyring/1" and 1 <= capacity <= 1 << 24 and len(slots) == capacity
        hashed = sha(image[:-32]) == image[-32:] and image[40:48] == image[-40:-32]
        ordered = list(self.slots) == sorted(slot[:16] for slot in used)
        self.valid = whole and hashed and ordered and not any(map(any, slots[len(used):]))


class Reader:
    def __init__(self, vault, state, identity, database, files):
        self.rows, self.query = lambda sql: database.execute(sql).fetchall(), database.execute
        self.files = files
        if self.rows("PRAGMA user_version")[0][0] != 1:
            raise Bad("vault.db is of a version that this reader does not know")
        self.facts, self.head = self.rows("SELECT * FROM vault")[0], self.rows("SELECT * FROM audit_head")[0]
        self.vault, self.log, self.vouched, self.opened = self.facts["id"], [], {}, 0
        self.clients, self.office, self.invoices, self.tombstones, self.restored = {}, {}, {}, {}, None
        self.matters, self.hosts = {}, []
        below = state / f"{self.vault.hex()}-{self.facts['incarnation'].hex()}"
        self.state = below if below.is_dir() else state
        self.read_keyring(vault / "keyring")
        self.read_wrap(identity)
        for step in (lambda: self.read_members(vault / "members"), self.read_log, self.read_clear_rows):
            try:
                step()
            except Exception as error:
                check(False, str(error) if isinstance(error, (Bad, OSError)) else repr(error))
        self.read_records()
        self.check_parts()
        check(not self.vouched, f"{len(self.vouched)} rows that the audit log knows are gone")
        files = "SELECT id, version FROM records WHERE type = 6"
        lost = self.rows(f"SELECT count(*) FROM chunks WHERE (record, version) NOT IN ({files})")[0][0]
        check(not lost, f"{lost} pieces belong to no file")

    def read_keyring(self, folder):
        found = [Mirror(folder / name) for name in "ab" if (folder / name).is_file()]
        self.mirrors = sorted(found, key=lambda mirror: (not mirror.valid, -mirror.generation))
        valid, facts = [mirror for mirror in self.mirrors if mirror.valid], self.facts
        for name in {"keyring/a", "keyring/b"} - {mirror.name for mirror in valid}:
            check(False, f"{name} is missing, or not a whole keyring")
        self.epoch, self.keyring = facts["keyring_epoch"], valid[0] if valid else None
        if valid:
            first, last, self.epoch = valid[0], valid[-1], valid[0].epoch
            ahead = first.generation - facts["keyring_generation"]
            check(first.hash == last.hash, f"{last.name} is older than {first.name}, or another keyring")
            check(first.vault == self.vault, "the keyring is another vault's")
            check(ahead >= 0, "the keyring is older than vault.db")
            further = first.epoch - facts["keyring_epoch"]
            check(0 <= further <= ahead, "the keyring is of another epoch than vault.db says")
            check(ahead <= 1 and first.size <= self.head["size"], "vault.db is older than the keyring")
            check(ahead or first.hash == facts["keyring_hash"], "it is not the keyring that vault.db knows")

    def read_wrap(self, identity):
        wraps = [p for p in sorted(self.state.glob(f"*-{self.epoch}.age")) if p.name.split("-")[0].isdigit()]
        for path in wraps:  # One for each member on this machine, so mostly one.
            command = ["age", "-d", "-i", identity.resolve(), path.resolve()]
            done = subprocess.run(command, stdout=subprocess.PIPE)
            if done.returncode == 0:
                break
        else:
            raise Bad(f"{identity} opens none of the {len(wraps)} files *-{self.epoch}.age in {self.state}")
        wrap, self.member = parse(done.stdout, path.name, "praxis", "wrap/1"), int(path.name.split("-")[0])
        named = [wrap.get(field) for field in ("vault", "member", "epoch", "role")]
        if named != [self.vault.hex(), self.member, self.epoch, "owner"]:
            raise Bad(f"{path.name} is for another vault, member, epoch or role")
        if not re.fullmatch("[0-9a-f]{64}", str(wrap.get("epoch_secret"))):
            raise Bad(f"{path.name} holds no epoch secret")
        self.secret = bytes.fromhex(wrap["epoch_secret"])

    def read_members(self, path):
        file, digits = path.read_bytes(), rb"([0-9a-f]{64})\n"
        sealed = re.fullmatch(rb"(?s)((.*\n)hmac " + digits + rb")(?:before " + digits + rb")?", file)
        if not sealed:
            raise Bad("members does not end with its seal")
        whole, body, tag, before = sealed.groups()
        found, secret = parse(body, "members", "praxis", "members/1"), self.secret
        if found["epoch"] == self.epoch + 1:  # A rotation was cut off before it came to the keyring.
            secret = derive(secret, b"praxis/1/next-epoch", self.vault)
        key, key_before = (derive(s, b"praxis/1/members", self.vault) for s in (secret, self.secret))
        wrote = hmac.compare_digest(tag, mac(key, body).hexdigest().encode())
        if not wrote and before and found["epoch"] == self.epoch + 1:  # To a new secret, which this one vouches for.
            wrote = hmac.compare_digest(before, mac(key_before, whole).hexdigest().encode())
        check(wrote, "members was not written by an owner")
        fits = found["vault"] == self.vault.hex() and found["epoch"] - self.epoch in (0, 1)
        check(fits, "members is of another time")
        check(self.member in [member["number"] for member in found["members"]], "members does not list you")
        for member in found["members"] + found.get("former", []):  # Each name is a record of its own.
            until = f"until {member['until']}" if "until" in member else "a member"
            self.office[f"member {member['number']}"] = {
                "reference": f"member {member['number']}", "state": f"{member['role']}, {until}", "records": {}}
        self.hosts = [host.split("+", 2) for host in found["hosts"]]

    def signed(self, note):
        """The text of a note that a machine of the vault has signed; else nothing."""
        text, _, lines = note.rpartition("\n\n")
        for start, _, blob in (line.rpartition(" ") for line in lines.splitlines()):
            for name, digest, key in self.hosts:
                signature, public = base64.b64decode(blob), base64.b64decode(key)[1:]
                if start == f"\u2014 {name}" and signature[:4].hex() == digest:
                    try:
                        Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], f"{text}\n".encode())
                        return f"{text}\n"
                    except InvalidSignature:
                        return ""
        return ""

    def read_log(self):
        """Leaves and roots; and the hash that the log has of every row."""
        seen, keyring, head = self.state / "seen", self.keyring, self.head
        seen = parse(seen.read_bytes(), "seen", "praxis", "seen/1") if seen.exists() else {}
        roots, peaks, self.log = {0: sha()}, [], self.rows("SELECT * FROM audit ORDER BY seq")
        purged = self.rows("SELECT * FROM audit_pruned ORDER BY seq")
        purges = {e["seq"]: [e["count"], e["row"]] for e in self.log if e["action"] == "log.pruned"}
        for pruning in sorted({p["pruning"] for p in purged} | set(purges)):
            own = [(u64(p["seq"]), p["leaf"]) for p in purged if p["pruning"] == pruning and p["seq"] < pruning]
            hashed = sha(frame(b"praxis/1/pruned", *(field for leaf in own for field in leaf)))
            check(purges.get(pruning) == [len(own), hashed], f"entry {pruning} did not purge what it should have")
        notes = {r["seq"]: r["note"] for r in self.rows("SELECT * FROM audit_prunings")}
        sizes = {keyring and keyring.size, seen.get("audit_size"), *(seq + 1 for seq in notes)}
        for at, e in enumerate(sorted((*self.log, *purged), key=lambda e: e["seq"])):
            size, node = at, e["leaf"] if "pruning" in e.keys() else sha(b"\x00", frame(
                b"praxis/1/audit", self.vault, u64(e["seq"]), e["time"].encode(), u32(e["member"]),
                e["action"].encode(), e["handle"] or b"", e["record"] or b"", maybe(e["version"], u32),
                maybe(e["subject"]), maybe(e["count"], u64), e["row"] or b"", e["detail"] or b""))
            check(e["seq"] == at and node == e["leaf"], f"audit entry {e['seq']} was changed, or follows a gap")
            while size & 1:
                node, size = sha(b"\x01", peaks.pop(), node), size >> 1
            peaks.append(node)
            if at + 1 in sizes:
                roots[at + 1] = root_of(peaks)
            if "pruning" in e.keys():
                continue
            name = (e["record"], e["version"]) if e["record"] else e["subject"] or e["handle"]
            if e["row"] and e["action"] == "record.removed":
                self.vouched.pop((e["record"], None), None)  # A file's pieces go with it.
                before = self.vouched.pop(name, None)
                known = before == e["row"] or (before is None and purged)
                check(known, f"audit entry {e['seq']} removed another row")
            elif e["action"] == "keys.found-destroyed":
                self.restored = e["row"]
            elif e["row"] and name:
                self.vouched[name] = e["row"]
        for seq in sorted({*purges, *notes}):
            origin, _, said = self.signed(notes.get(seq, "")).partition("\n")
            count, hashed = purges.get(seq, [None, b""])
            root = base64.b64encode(roots.get(seq + 1, b"")).decode()
            fits = said == f"{seq + 1}\n{root}\npraxis pruned {count} {hashed.hex()}\n"
            ours = origin.startswith(f"praxis/{self.vault.hex()}/log/")
            check(fits and ours, f"no machine of the vault has signed what entry {seq} purged")
        known = [head["size"], head["root"], head["frontier"]]
        check(known == [len(self.log) + len(purged), root_of(peaks), b"".join(peaks)], "the audit log does not fit its head")
        check(not keyring or roots.get(keyring.size) == keyring.root, "the audit log is not the keyring's")
        check(not seen or roots.get(seen["audit_size"], b"").hex() == seen["audit_root"],
              "the audit log is older than the one that this machine has seen, or another")

    def check_row(self, name, what, *fields):
        known = self.vouched.pop(name, None) == sha(frame(*fields))
        check(known, f"the row of {what} is not as the audit log knows it")

    def read_clear_rows(self):
        for r in self.rows("SELECT * FROM handles ORDER BY register, number"):
            reference = f"{r['register']}-{r['number']:0{6 if r['register'] == 'F' else 4}}"
            self.check_row(r["handle"], reference, b"praxis/1/row/handle", r["handle"], reference.encode(),
                           r["state"].encode(), b"".join(u8(r[flag]) for flag in FLAGS),
                           maybe(r["disposal_year"], u32), maybe(r["contact_due"]))
            if r["register"] == "F":  # Shown with its client, whose handle stands inside.
                self.invoices[r["handle"]] = r["number"]
                continue
            clear = {column: r[column] for column in ("number", "state", *FLAGS)}
            handle = r["handle"].hex()
            if r["register"] in MATTERS:
                self.matters[handle] = {"reference": reference, "handle": handle, **clear, "records": {}}
                continue
            self.clients[handle] = {"reference": reference, "handle": handle, **clear, "records": {}}
        for r in self.rows("SELECT * FROM backups ORDER BY number"):
            reference = f"A-{r['number']:04}"
            self.check_row(reference, reference, b"praxis/1/row/backup", reference.encode(), r["made"].encode(),
                           u64(r["epoch"]), u64(r["generation"]), r["state"].encode(), r["place"].encode(),
                           r["sha256"], maybe(r["verified"]))
            self.office[reference] = {"reference": reference, **dict(r), "sha256": r["sha256"].hex(), "records": {}}
        self.read_clocks()
        self.read_holds_erasures_and_sweeps()
        for table, code in (("kits", "kit"), ("exports", "export"), ("wills", "will")):
            for r in self.rows(f"SELECT * FROM {table} ORDER BY number"):
                reference = NAMES[code] % r["number"]
                self.check_row(reference, reference, b"praxis/1/row/register", reference.encode(),
                               r["made"].encode(), u64(r["epoch"]), r["state"].encode())
                self.office[reference] = {"reference": reference, **dict(r), "records": {}}

    def read_clocks(self):
        clocks = self.rows("SELECT * FROM clocks ORDER BY register, number, kind")
        for matter in self.matters.values():
            reference = matter["reference"]
            own = [c for c in clocks if f"{c['register']}-{c['number']:04}" == reference]
            row = frame(b"praxis/1/row/clocks", reference.encode())
            known = self.vouched.pop(reference, None) == sha(row, *(frame(
                c["kind"].encode(), maybe(c["due"]), c["state"].encode()) for c in own))
            check(known, f"the clocks of {reference} are not as the audit log knows them")
            matter["clocks"] = [{column: c[column] for column in ("kind", "due", "state")} for c in own]
            clocks = [c for c in clocks if c not in own]
        check(not clocks, f"{len(clocks)} clocks belong to nothing")

    def read_holds_erasures_and_sweeps(self):
        stones = self.rows("SELECT * FROM tombstones ORDER BY slot")
        for r in self.rows("SELECT * FROM holds ORDER BY number"):
            reference, on = NAMES["hold"] % r["number"], self.clients.get(r["handle"].hex(), {})
            if r["handle"] == self.vault:
                on = {"reference": "a class of clients"}
            self.check_row(reference, reference, b"praxis/1/row/hold", reference.encode(), r["handle"],
                           r["state"].encode(), r["review_on"].encode())
            self.office[reference] = {"reference": reference, **dict(r), "handle": r["handle"].hex(),
                                      "client": on.get("reference", "?"), "records": {}}
        for r in self.rows("SELECT * FROM erasures ORDER BY number"):
            reference, of = NAMES["erasure"] % r["number"], self.clients.get(r["handle"].hex(), {})
            own = [stone for stone in stones if stone["authority"] == reference]
            row = frame(b"praxis/1/row/erasure", reference.encode(), r["made"].encode(), u64(r["epoch"]),
                        r["state"].encode(), r["handle"], maybe(r["sweep"], u32))
            known = self.vouched.pop(reference, None) == sha(row, *(frame(
                stone["slot"], stone["handle"], u8(stone["compartment"]), u32(stone["key_version"]),
                stone["record"] or b"", stone["sealed"] or b"", stone["day"].encode(),
                maybe(stone["generation"], u64)) for stone in own))
            check(known, f"{reference} or its tombstones are not as the audit log knows them")
            # What the log does not know hides nothing.
            self.tombstones.update({stone["slot"]: stone for stone in own if known})
            self.office[reference] = {"reference": reference, **dict(r), "handle": r["handle"].hex(),
                                      "client": of.get("reference", "?"), "keys": len(own), "records": {}}
        for r in self.rows("SELECT * FROM sweeps ORDER BY number"):
            reference = NAMES["sweep"] % r["number"]
            self.check_row(reference, reference, b"praxis/1/row/sweep", reference.encode(), r["made"].encode(),
                           r["state"].encode(), r["plan"])
            self.office[reference] = {"reference": reference, **dict(r), "plan": r["plan"].hex(), "records": {}}
        for r in self.rows("SELECT * FROM glass_uses ORDER BY number"):
            reference = NAMES["glass"] % r["number"]
            self.check_row(reference, reference, b"praxis/1/row/glass", reference.encode(), u32(r["member"]),
                           r["made"].encode(), r["until"].encode(), maybe(r["ended"]), r["opens"].encode(),
                           r["reason"])
            self.office[reference] = {"reference": reference, **dict(r), "reason": "an age file to the owners of then",
                                      "state": f"{r['opens']}, from {r['made']} to {r['ended'] or r['until']}",
                                      "records": {}}
        found = [stone for stone in stones if stone["authority"].split(" ")[0] == "restore"]
        row = sha(frame(b"praxis/1/row/restored"), *(frame(
            stone["slot"], stone["handle"], u8(stone["compartment"]), u32(stone["key_version"]),
            stone["record"] or b"", stone["sealed"] or b"", stone["day"].encode(),
            maybe(stone["generation"], u64), stone["authority"].encode()) for stone in found))
        known = self.restored == (row if found else None)
        check(known, "what a restore found destroyed is not as the audit log knows it")
        self.tombstones.update({stone["slot"]: stone for stone in found if known})
        stray = sum(stone["authority"] not in self.office for stone in stones if stone not in found)
        check(not stray, f"{stray} tombstones belong to no erasure")
        for slot, stone in self.tombstones.items():
            gone = self.keyring and stone["generation"] and stone["generation"] <= self.keyring.generation
            check(not gone or slot not in self.keyring.slots, f"a key that {stone['authority']} destroyed is there")

    def check_parts(self):
        """Every client has all parts, but for what a tombstone says, and a clinical one once somebody wrote it."""
        erased = {(stone["handle"].hex(), stone["compartment"]) for stone in self.tombstones.values()
                  if not stone["record"]}
        for handle, client in self.clients.items():
            for part, compartment in PARTS.items():
                gone = client["state"] == "erased" or (handle, compartment) in erased
                counts = [v["state"] != "superseded" for v in client["records"].get(part, [])].count(True)
                begun = part != "clinical" or counts > 0
                check(counts == 1 - gone or not begun, f"{client['reference']} has "
                      + (f"a {part} record, and it was erased" if gone else f"lost its {part} record"))
        for matter in self.matters.values():
            gone, records = matter["state"] == "erased", matter["records"]
            check((matter["reference"] in records) != gone, f"{matter['reference']} has "
                  + ("a record, and it was erased" if gone else "lost its record"))

    def read_records(self):
        nobody = {"reference": "?", "number": None, "state": "belongs to nobody", "records": {}}
        for r in self.rows("SELECT * FROM records ORDER BY type, number, id, version"):
            code, number = TYPES.get(r["type"], "unknown"), r["number"]
            name = NAMES[code] % (number or 0) if code in NAMES else code
            key, body, why, stone = None, {}, "", self.tombstones.get(self.slot(r))
            try:
                if not stone:
                    key = self.key(r)
                    body, self.opened = self.open(r, code, key), self.opened + 1
            except (Bad, KeyError) as error:
                why = str(error)
            whose = str(body.get("client")) if r["handle"] in self.invoices else r["handle"].hex()
            of_office = r["handle"] == self.vault
            owner = self.office.get(name, nobody) if of_office else self.clients.get(whose, nobody)
            owner = self.matters.get(r["handle"].hex(), owner)
            what = f"{owner['reference']} {name} version {r['version']}"
            check(not why, f"{what} {why}")
            self.check_row((r["id"], r["version"]), what, b"praxis/1/row/record", r["id"], u32(r["version"]),
                           u8(r["type"]), r["handle"], maybe(number, u32), u8(r["compartment"]),
                           u32(r["key_version"]), r["state"].encode(), maybe(r["due"]), maybe(r["goes_from"]),
                           r["envelope"])
            if stone:  # Its erasure was cut off.
                late = stone["generation"] is not None
                check(not late, f"{what} was destroyed by {stone['authority']}, and is still there")
                if code == "file":
                    self.read_content(r, key, {}, name, what)
                continue
            check(owner is not nobody, f"{what} belongs to nobody")
            check(r["type"] > 4 or number == owner["number"], f"{what} has another client's number")
            own = code not in MATTERS.values() or name == owner["reference"]
            check(own, f"{what} has another {code}'s number")
            version = {"version": r["version"], "state": r["state"], "goes_from": r["goes_from"]}
            if not why:
                version["body"] = body
            if code == "file":
                try:
                    version["content"] = self.read_content(r, key, body, name, what)
                except (KeyError, TypeError):
                    check(False, f"{what} does not say what its content is")
            owner["records"].setdefault(name, []).insert(0, version)
        if nobody["records"]:
            self.office["?"] = nobody

    def slot(self, r):
        record = r["id"] if r["compartment"] == 4 else b""
        return sha(frame(b"praxis/1/slot", self.vault, r["handle"], u8(r["compartment"]), u32(r["key_version"]),
                         record))[:16]

    def key(self, r):
        handle, compartment, key_version = r["handle"], u8(r["compartment"]), u32(r["key_version"])
        record, slot = r["id"] if r["compartment"] == 4 else b"", self.slot(r)
        secret, of = self.secret, COMPARTMENTS[r["compartment"]].encode()
        opens = derive(secret, b"praxis/1/compartment", self.vault, of)
        place = frame(b"praxis/1/slot-place", self.vault, u64(self.epoch), slot, compartment)
        body, why = b"", "has no keyring to be in"
        for mirror in self.mirrors:  # Where one fails, the other may do.
            try:
                body = body or unseal(opens, place, mirror.slots.get(slot, b"")[17:])
            except Bad as error:
                why = error
        if body[32:] != handle + compartment + key_version + (record or bytes(16)):
            raise Bad("has a key for something else" if body else f"has no key: its slot {why}")
        return body[:32]

    def open(self, r, code, key):
        place = frame(b"praxis/1/record", u8(r["type"]), self.vault, r["id"], r["handle"], u8(r["compartment"]),
                      u32(r["key_version"]), u32(r["version"]))
        sealed = parse(unseal(key, place, r["envelope"]), "what is inside", "schema", 1)
        inside = [sealed.get(field) for field in ("type", "handle", "number")]
        if inside != [code, r["handle"].hex(), r["number"]]:
            raise Bad("says another type, handle or number than its row")
        return sealed["body"]

    def read_content(self, r, key, body, name, what):
        """The pieces of a file: their hash in the log, which takes no key, and what is in them."""
        of, found, before = (r["id"], r["version"]), [], len(problems)
        sealed = hashlib.sha256(frame(b"praxis/1/content", r["id"], u32(r["version"])))
        pieces = "SELECT piece, envelope FROM chunks WHERE record = ? AND version = ?"
        for piece, envelope in self.query(f"{pieces} ORDER BY piece", of):
            sealed.update(sha(envelope))
            found.append(piece)
        known = self.vouched.pop((r["id"], None), None) == sealed.digest()
        check(known, f"the content of {what} is not as the audit log knows it")
        if not body:
            return "not opened"
        own, count, left = r["handle"] in self.invoices, body["chunks"], body["bytes"]
        content = hashlib.sha256()
        fits = KINDS.get(body["kind"]) == r["compartment"] and own == (body["kind"] == "invoice")
        check(fits and self.invoices.get(r["handle"], r["number"]) == r["number"], f"{what} is out of place")
        lost, surplus = len(set(range(count)) - set(found)), len(set(found) - set(range(count)))
        check(found == list(range(count)), f"{what} has {lost} pieces too few and {surplus} too many")
        with self.create(name, body) as out:
            for piece in range(count):
                place = frame(b"praxis/1/chunk", self.vault, r["id"], r["handle"], u8(r["compartment"]),
                              u32(r["key_version"]), u32(r["version"]), u32(piece), u8(piece + 1 == count))
                row = self.query(f"{pieces} AND piece = ?", (*of, piece)).fetchone()
                try:
                    plain = unseal(key, place, row["envelope"] if row else b"")
                except Bad as error:
                    check(False, f"{what}: piece {piece + 1} of {count} {error}")
                    plain = bytes(min(left, PIECE))
                content.update(plain)
                out.write(plain)
                left -= len(plain)
        check(left == 0, f"the content of {what} has another length than was stored")
        check(content.hexdigest() == body["sha256"], f"the content of {what} is not what was stored")
        return "whole" if len(problems) == before else "damaged"

    def create(self, name, body):
        """Where the content of a file is written. Of the name that it had, only a harmless end is used."""
        if not self.files:
            return open(os.devnull, "wb")
        end = re.search(r"\.[A-Za-z0-9]{1,8}\Z", body["name"])
        path = self.files / (name + (end[0].lower() if end else ".bin"))
        try:
            return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except FileExistsError:
            check(False, f"{path} was there before, and was left as it is")
            return open(os.devnull, "wb")


def show(owner):
    flags = [flag for flag in FLAGS if owner.get(flag)]
    clear = [owner[column] for column in ("made", "client", "review_on") if column in owner]
    clear += [f"{c['kind']} {c['state']}" + (f", due {c['due']}" if c["due"] else "") for c in owner.get("clocks", [])]
    print(clean("  ".join([owner["reference"], owner["state"], *clear, *flags])))
    for name, versions in owner["records"].items():
        for version in versions:
            until = f", may go from {version['goes_from']}" if version["goes_from"] else ""
            content = f", content {version['content']}" if "content" in version else ""
            print(clean(f"  {name}, version {version['version']}, {version['state']}{until}{content}"))
            for field, value in version.get("body", {"not opened": "see what is wrong"}).items():
                value = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                print(textwrap.indent(clean(f"{field}: {value}").rstrip("\n"), "      ")[2:])


def main():
    as_it_is = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_it_is)
    parser.error = lambda why: sys.exit(f"{parser.format_usage()}recover.py: {why}")
    for name in ("vault", "state", "identity"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--files", type=Path, metavar="DIR", help="write the content of every file into DIR")
    given = parser.parse_args()
    if sqlite3.sqlite_version_info < (3, 37) or not shutil.which("age"):
        sys.exit("recover.py: age is not installed, or the SQLite of this Python is older than 3.37")
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    failed = True
    try:
        with tempfile.TemporaryDirectory(prefix="recover-") as folder:
            for path in (given.vault / "vault.db", *given.vault.glob("vault.db-wal")):
                shutil.copyfile(path, Path(folder) / path.name)
            database = sqlite3.connect(Path(folder) / "vault.db")
            database.row_factory, database.text_factory = sqlite3.Row, lambda b: b.decode("utf-8", "replace")
            if given.files:
                given.files.mkdir(mode=0o700, exist_ok=True)
            reader = Reader(given.vault, given.state, given.identity, database, given.files)
        clients, office = list(reader.clients.values()), list(reader.office.values())
        matters = {kind: [of for of in reader.matters.values() if of["reference"][0] == letter]
                   for letter, kind in MATTERS.items()}
        if given.json:
            found = {"vault": reader.vault.hex(), "clients": clients, "requests": matters["request"],
                     "breaches": matters["breach"], "complaints": matters["complaint"], "office": office,
                     "problems": problems}
            print(json.dumps(found, ensure_ascii=False, indent=2))
        for owner in [] if given.json else clients + sum(matters.values(), []) + office:
            show(owner)
        ended = f"{reader.opened} versions of records opened, {len(reader.log)} audit entries checked"
        failed = False
    except (Exception, KeyboardInterrupt) as error:
        ended = error if isinstance(error, (Bad, OSError)) else repr(error)
    for problem in problems:
        print(f"wrong: {clean(problem)}", file=sys.stderr)
    print(f"recover.py: {clean(ended)}{'' if problems or failed else ', nothing is wrong'}", file=sys.stderr)
    sys.exit(1 if problems or failed else 0)


if __name__ == "__main__":
    main()
