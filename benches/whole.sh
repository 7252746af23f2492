#!/usr/bin/env bash
# Whole processes against each other, as a person waits for them; medians and ratios.
#
#   benches/whole.sh            some minutes, and about 2 GB below $TMPDIR
#
# Needs hyperfine and python3 (for the data); with sqlcipher the search is compared with its LIKE, without
# it only with opening the same bytes by the cipher alone (cargo bench). The disk counts: run it where the vault
# would be, and while nothing else runs.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet --bin praxis --example bare_insert
praxis=$PWD/target/release/praxis
bare=$PWD/target/release/examples/bare_insert
work=$(mktemp -d -t praxis-bench-XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 - <<'PY'
import random
random.seed(1)
words = ("the week had been long and sleep came late again after the visit she spoke of the garden and of what was "
         "said at the table nobody answered for a while then a laugh about the marrows agreed to keep the diary").split()
def text(n):
    return " ".join(random.choice(words) for _ in range(n))
for count in (0, 10, 100, 1000, 10000):
    with open(f"clients{count}.csv", "w") as out:
        out.write("ID,Name,First\n")
        for n in range(count):
            out.write(f"S-{n},Client Number {n},2026-01-05\n")
with open("notes.csv", "w") as out, open("plain.csv", "w") as plain:
    out.write("ID,Date,Kind,Text\n")
    for n in range(100_000):
        body = text(400)[:1990] + (" heron" if n % 1000 == 0 else "")
        out.write(f"S-{n % 1000},2026-03-{n % 28 + 1:02},session,{body}\n")
        plain.write(f"{n},{body}\n")
open("note.txt", "w").write(text(400)[:2000])
PY
printf '[columns]\nsource = "ID"\nname = "Name"\nfirst_contact = "First"\n' > clients.toml
printf '[columns]\nclient = "ID"\ndate = "Date"\nkind = "Kind"\ntext = "Text"\n' > notes.toml

export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state
"$praxis" identity new --bare >/dev/null
for count in 0 10 100 1000 10000; do
    "$praxis" --vault "v$count" init --non-interactive --practice Bench --nation scotland --accept-total-loss -q >/dev/null
    [ "$count" = 0 ] || "$praxis" --vault "v$count" import clients "clients$count.csv" --map clients.toml -q >/dev/null
done
cp -a v1000 searched
# Its own state folder, too: it is the same vault as v1000.
cp -a state state-searched

median() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["results"][int(sys.argv[2])]["median"])' "$1" "$2"; }
ratio() { python3 -c 'import sys; print(f"{float(sys.argv[1]) / float(sys.argv[2]):.2f}")' "$1" "$2"; }
fine() { hyperfine --style none --warmup 3 --runs "$1" --export-json "$2" "${@:3}" >/dev/null 2>&1; }

# Each run erases the same client, who has no notes, from a fresh copy. What grows with the vault is the rotation, which
# seals every key anew, and the search for remains, which reads every file.
erase() { # CLIENTS
    fine 10 "erase$1.json" -N --prepare "sh -c 'rm -rf erased state-erased; cp -a v$1 erased; cp -a state state-erased; sync'" \
        "env XDG_STATE_HOME=$work/state-erased $praxis --vault erased erase C-0001 --ground objection --confirm C-0001 --accept-total-loss -q"
}
for count in 10 100 1000 10000; do erase "$count"; done

fine 30 add.json -N \
    "$praxis --vault v10 note add C-0001 --date 2026-05-01 --file note.txt" \
    "$praxis --vault v1000 note add C-0001 --date 2026-05-01 --file note.txt" \
    "$praxis --vault v10000 note add C-0001 --date 2026-05-01 --file note.txt" \
    "$bare bare.db note.txt"
# With a session a command asks another process for each key, and reads no identity and no key file.
mkdir -m 700 runtime
export XDG_RUNTIME_DIR=$work/runtime
"$praxis" --vault v1000 unlock -q >/dev/null
fine 30 session.json -N \
    "$praxis --vault v1000 note add C-0001 --date 2026-05-01 --file note.txt" \
    "$praxis --vault v1000 note add C-0001 --date 2026-05-01 --file note.txt -i $XDG_CONFIG_HOME/praxis/identity.age"
"$praxis" --vault v1000 lock -q >/dev/null
fine 30 list.json -N "$praxis --vault v1000 client list --json" "$praxis --vault v0 client list --json" "$praxis --version"

export XDG_STATE_HOME=$work/state-searched
"$praxis" --vault searched import notes notes.csv --map notes.toml -q >/dev/null
commands=("$praxis --vault searched search heron --json")
if command -v sqlcipher >/dev/null; then
    printf 'PRAGMA key = "plinth gravel otter";\nCREATE TABLE notes (id INTEGER, text TEXT);\n.mode csv\n.import plain.csv notes\n' |
        sqlcipher cipher.db >/dev/null
    printf 'PRAGMA key = "plinth gravel otter";\nSELECT id FROM notes WHERE text LIKE "%%heron%%";\n' > like.sql
    commands+=("sh -c 'exec sqlcipher cipher.db < like.sql'")
fi
fine 10 search.json -N "${commands[@]}"

a10=$(median add.json 0); a1000=$(median add.json 1); a10000=$(median add.json 2); b=$(median add.json 3)
in=$(median session.json 0); out=$(median session.json 1)
l=$(median list.json 0); e=$(median list.json 1); v=$(median list.json 2); s=$(median search.json 0)
e10=$(median erase10.json 0); e100=$(median erase100.json 0)
e1000=$(median erase1000.json 0); e10000=$(median erase10000.json 0)
# Of two spans of the same line the slopes are the same.
slope() { python3 -c 'import sys; a, b, n = map(float, sys.argv[1:]); print((b - a) / n)' "$@"; }
printf '%-66s %8s  %s\n' what seconds ratio
printf '%-66s %8.4f\n' "a bare insert, synced" "$b"
printf '%-66s %8.4f  %s\n' "note add, 1,000 clients / a bare insert" "$a1000" "$(ratio "$a1000" "$b")"
printf '%-66s %8.4f  %s\n' "note add, 10,000 clients / 10 clients" "$a10000" "$(ratio "$a10000" "$a10")"
printf '%-66s %8.4f  %s\n' "note add in a session, 1,000 clients / with a bare identity" "$in" "$(ratio "$in" "$out")"
printf '%-66s %8.4f\n' "erase, 10 clients" "$e10" "erase, 100 clients" "$e100"
printf '%-66s %8.4f  %s\n' "erase, 1,000 clients / note add, 1,000 clients" "$e1000" "$(ratio "$e1000" "$a1000")"
printf '%-66s %8.4f  %s\n' "erase, 10,000 clients; slope above 1,000 clients / below" "$e10000" \
    "$(ratio "$(slope "$e1000" "$e10000" 9000)" "$(slope "$e100" "$e1000" 900)")"
printf '%-66s %8.4f\n' "praxis --version" "$v"
printf '%-66s %8.4f\n' "client list, no clients" "$e"
printf '%-66s %8.4f  %s\n' "client list, 1,000 clients / the list of no clients" "$l" "$(ratio "$l" "$e")"
printf '%-66s %8.4f  %s\n' "client list, 1,000 clients / --version" "$l" "$(ratio "$l" "$v")"
if [ "${#commands[@]}" = 2 ]; then
    c=$(median search.json 1)
    printf '%-66s %8.4f\n' "LIKE in $(sqlcipher -version | cut -c1-6), SQLCipher, 100,000 notes of 2 kB" "$c"
    printf '%-66s %8.4f  %s\n' "search, the same 100,000 notes / SQLCipher" "$s" "$(ratio "$s" "$c")"
else
    printf '%-66s %8.4f\n' "search, 100,000 notes of 2 kB (sqlcipher is not installed)" "$s"
fi
