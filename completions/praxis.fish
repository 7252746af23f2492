# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_praxis_global_optspecs
    string join \n vault= i/identity= passphrase-fd= json q/quiet accept-clock h/help V/version
end

function __fish_praxis_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_praxis_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_praxis_using_subcommand
    set -l cmd (__fish_praxis_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c praxis -n "__fish_praxis_needs_command" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_needs_command" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_needs_command" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_needs_command" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_needs_command" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_needs_command" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_needs_command" -s V -l version -d 'Print version'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "init" -d 'Make a vault'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "status" -d 'Show what is overdue, due and to be done'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "due" -d 'Show what has a day, or write it into a calendar file'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "demo" -d 'Show a whole story on a throw-away vault'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "client" -d 'Clients'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "note" -d 'Notes'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "file" -d 'Files about clients: letters, recordings, invoices'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "search" -d 'Search the text of notes'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "hold" -d 'Holds: what must not be destroyed'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "disclosure" -d 'Disclosures: who was told what about a client'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "erase" -d 'Destroy a client\'s keys, and with them the record'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "retention" -d 'Retention: how long records stay'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "request" -d 'Requests about somebody\'s record: access, erasure and the other rights'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "audit" -d 'The audit log: what was done, and proofs of it that a stranger can check'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "breach" -d 'Breaches: the register, the 72 hours, what they could reach, and whom to tell'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "complaint" -d 'Complaints about how the practice handles somebody\'s information: the register, and the 30 days'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "clock" -d 'The calculators alone: no vault is needed'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "housekeeping" -d 'Let go what may go without a person and without any key'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "sar" -d 'The copy of a record that answers a request: gathered, decided about item by item, sealed, checked'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "letters" -d 'Letters about requests'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "import" -d 'Bring in clients or notes from another system\'s CSV'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "export" -d 'Write everything out, sealed to you unless you say otherwise'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "unlock" -d 'Begin a session: your passphrase is typed once, and commands open the vault without it until the session ends'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "lock" -d 'End the session: its keys are wiped from memory'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "session-process"
complete -c praxis -n "__fish_praxis_needs_command" -f -a "plugin-process"
complete -c praxis -n "__fish_praxis_needs_command" -f -a "member" -d 'Members: who may open what'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "break-glass" -d 'In an emergency, open for a time what an owner has sealed for you beforehand'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "kit" -d 'Recovery kits'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "will" -d 'Clinical wills: who looks after clients and records when you no longer can, and with what'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "certificate" -d 'Certificates of erasure'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "backup" -d 'Backups'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "reseed" -d 'Replace the secret that every recovery kit leads to'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "restore" -d 'Make a vault again, from a backup'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "identity" -d 'Your own identity'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "doctor" -d 'Examine the vault and what it lies on'
complete -c praxis -n "__fish_praxis_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c praxis -n "__fish_praxis_using_subcommand init" -l practice -d 'The practice\'s name' -r
complete -c praxis -n "__fish_praxis_using_subcommand init" -l nation -d 'Whose bank holidays count' -r -f -a "england-and-wales\t''
scotland\t''
northern-ireland\t''"
complete -c praxis -n "__fish_praxis_using_subcommand init" -l keys -d 'Keep this machine\'s keys in another folder, such as a stick' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand init" -l kit-out -d 'Write the recovery kit to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand init" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand init" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand init" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand init" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand init" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand init" -l non-interactive -d 'Ask nothing'
complete -c praxis -n "__fish_praxis_using_subcommand init" -l accept-total-loss -d 'Go without a recovery kit: when this machine or the passphrase is lost, so is everything'
complete -c praxis -n "__fish_praxis_using_subcommand init" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand init" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand init" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand status" -l as-of -d 'As of this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand status" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand status" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand status" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand status" -l strict -d 'End with 9 when something is overdue or due'
complete -c praxis -n "__fish_praxis_using_subcommand status" -l brief -d 'One short line, or nothing when nothing presses'
complete -c praxis -n "__fish_praxis_using_subcommand status" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand status" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand status" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand due" -l within -d 'Only what is due within so many days or weeks: 30d, 6w' -r
complete -c praxis -n "__fish_praxis_using_subcommand due" -l ics -d 'Write a calendar file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand due" -l as-of -d 'As of this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand due" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand due" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand due" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand due" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand due" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand due" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand demo" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand demo" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand demo" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand demo" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand demo" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand demo" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "add" -d 'Add a client'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "list" -d 'List clients'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "show" -d 'Show a client\'s record'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "amend" -d 'Change a client\'s record, keeping the former versions'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "end" -d 'Record that work has ended'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "reopen" -d 'Record that work goes on again'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "died" -d 'Record that a client has died'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "restrict" -d 'Restrict the processing of a client\'s record'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "unrestrict" -d 'End the restriction of a client\'s record'
complete -c praxis -n "__fish_praxis_using_subcommand client; and not __fish_seen_subcommand_from add list show amend end reopen died restrict unrestrict statement" -f -a "statement" -d 'Add the client\'s own statement to the record'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l name -d 'Full name' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l kind -d 'individual, couple or group' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l member -d 'A member of a couple or group, by reference; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l known-as -d 'What the client wants to be called' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l pronouns -d 'Pronouns' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l born -d 'Date of birth' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l nhs-number -d 'NHS number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l guardian -d 'Parent or guardian' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l referrer -d 'Who sent the client' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l basis -d 'Lawful basis, UK GDPR Article 6: contract, legitimate-interests, recognised-interests, legal-obligation, public-task, vital-interests or consent (default: praxis.toml)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l condition -d 'Condition, UK GDPR Article 9: health-care, explicit-consent, legal-claims, vital-interests or public-interest (default: praxis.toml)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l tag -d 'nhs, safeguarding or enquiry; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l email -d 'E-mail address' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l phone -d 'Telephone number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l address -d 'Postal address' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l emergency-contact -d 'Whom to call: name, relation, number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l insurer -d 'Insurer or other payer' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l gp -d 'General practitioner' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l alert -d 'A risk or alert; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l medication -d 'A medication; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l allergy -d 'An allergy; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l first-contact -d 'The day of the first contact (default for a new client: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l from -d 'Read the fields as JSON from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l status -d 'Only clients who stand so' -r -f -a "active\t''
ended\t''
died\t''
erased\t''"
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l locked -d 'References and states only, without unlocking'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l csv -d 'Print CSV'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l name -d 'Full name' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l kind -d 'individual, couple or group' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l member -d 'A member of a couple or group, by reference; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l known-as -d 'What the client wants to be called' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l pronouns -d 'Pronouns' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l born -d 'Date of birth' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l nhs-number -d 'NHS number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l guardian -d 'Parent or guardian' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l referrer -d 'Who sent the client' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l basis -d 'Lawful basis, UK GDPR Article 6: contract, legitimate-interests, recognised-interests, legal-obligation, public-task, vital-interests or consent (default: praxis.toml)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l condition -d 'Condition, UK GDPR Article 9: health-care, explicit-consent, legal-claims, vital-interests or public-interest (default: praxis.toml)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l tag -d 'nhs, safeguarding or enquiry; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l email -d 'E-mail address' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l phone -d 'Telephone number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l address -d 'Postal address' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l emergency-contact -d 'Whom to call: name, relation, number' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l insurer -d 'Insurer or other payer' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l gp -d 'General practitioner' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l alert -d 'A risk or alert; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l medication -d 'A medication; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l allergy -d 'An allergy; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l first-contact -d 'The day of the first contact (default for a new client: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l from -d 'Read the fields as JSON from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l request -d 'The request by which it is put right, when it is by one' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from amend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -l date -d 'The day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -l date -d 'The day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from reopen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -l date -d 'The day' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from died" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l request -d 'The request by which it is restricted' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l ground -d 'Why, by Article 18(1): accuracy, unlawful, legal-claims or objection' -r -f -a "accuracy\t''
unlawful\t''
legal-claims\t''
objection\t''"
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l on -d 'The day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from restrict" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l request -d 'The request by which it was restricted' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l told -d 'The day on which the client was told that it ends' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from unrestrict" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l request -d 'The request by which it is added' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l date -d 'The day of the statement (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l file -d 'Read the text from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand client; and __fish_seen_subcommand_from statement" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "add" -d 'Write a note'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "list" -d 'List notes'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "show" -d 'Show a note'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "amend" -d 'Amend a note, keeping what was signed'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "sign" -d 'Sign a draft'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "trash" -d 'Put a note in the trash'
complete -c praxis -n "__fish_praxis_using_subcommand note; and not __fish_seen_subcommand_from add list show amend sign trash restore" -f -a "restore" -d 'Take a note out of the trash'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l kind -d 'What it is' -r -f -a "session\t''
assessment\t''
intake\t''
contract\t''
correspondence\t''
process\t''
supervision\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l date -d 'The day it is about (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l file -d 'Read the text from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l attendance -d 'Whether the client came' -r -f -a "attended\t''
missed\t''
late-cancel\t''
cancelled\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l modality -d 'How you met' -r -f -a "in-person\t''
video\t''
phone\t''
text\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l minutes -d 'How long, in minutes' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l draft -d 'Store it unsigned'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l kind -d 'Only notes of this kind' -r -f -a "session\t''
assessment\t''
intake\t''
contract\t''
correspondence\t''
process\t''
supervision\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l state -d 'Only notes in this state (default: all but the trash)' -r -f -a "live\t''
draft\t''
trash\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l versions -d 'The former versions too, oldest first'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l reason -d 'Why; needed for a signed note' -r -f -a "correction\t''
addition\t''
late-entry\t''
client-statement\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l file -d 'Read the whole new text from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l date -d 'Correct the day it is about' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l attendance -d 'Correct whether the client came' -r -f -a "attended\t''
missed\t''
late-cancel\t''
cancelled\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l modality -d 'Correct how you met' -r -f -a "in-person\t''
video\t''
phone\t''
text\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l minutes -d 'Correct how long, in minutes' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from amend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from trash" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand note; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -f -a "add" -d 'Store a file'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -f -a "list" -d 'List files'
complete -c praxis -n "__fish_praxis_using_subcommand file; and not __fish_seen_subcommand_from add list get" -f -a "get" -d 'Copy a file out of the vault'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l kind -d 'What it is' -r -f -a "document\t''
recording\t''
invoice\t''"
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l date -d 'The day it is about (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l media-type -d 'Its media type (default: what the end of its name stands for)' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l kind -d 'Only files of this kind' -r -f -a "document\t''
recording\t''
invoice\t''"
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -s o -l output -d 'A new file, a folder, or - for stdout (default: its own name, in this folder)' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l force -d 'Replace a file that is there'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand file; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand search" -l client -d 'Only notes about this client' -r
complete -c praxis -n "__fish_praxis_using_subcommand search" -l kind -d 'Only notes of this kind' -r -f -a "session\t''
assessment\t''
intake\t''
contract\t''
correspondence\t''
process\t''
supervision\t''"
complete -c praxis -n "__fish_praxis_using_subcommand search" -l since -d 'Only notes of this day and later' -r
complete -c praxis -n "__fish_praxis_using_subcommand search" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand search" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand search" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand search" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand search" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand search" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand search" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand search" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand search" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -f -a "place" -d 'Place a hold on a client, or on a class of clients'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -f -a "lift" -d 'Lift a hold'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and not __fish_seen_subcommand_from place lift list" -f -a "list" -d 'List holds'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l client -d 'Reference, or a part of the name' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l class -d 'Everybody of a class: all, child (under 18 at the first contact), nhs, safeguarding, enquiry, deceased' -r -f -a "all\t''
child\t''
nhs\t''
safeguarding\t''
enquiry\t''
deceased\t''"
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l from -d 'Of the class, whoever was in contact on this day or later' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l to -d 'Of the class, whoever was in contact on this day or earlier' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l kind -d 'What for: inquiry, claim, complaint, police or other' -r -f -a "inquiry\t''
claim\t''
complaint\t''
police\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l reason-file -d 'Read the reason from a file or, with -, from stdin; on a terminal it is asked for when it is missing' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l review -d 'The day on which somebody looks whether it is still needed (default: in six months)' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l reviewer -d 'Who looks then, when it is not you' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from place" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from lift" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -l all -d 'Those that were lifted too'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand hold; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -f -a "add" -d 'Record that somebody was told something about a client'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and not __fish_seen_subcommand_from add list" -f -a "list" -d 'List who was told what'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l to -d 'Who was told' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l capacity -d 'In what capacity: gp, supervisor, insurer, police, court, solicitor, school, social-services, employer, processor or other (default: other)' -r -f -a "gp\t''
supervisor\t''
insurer\t''
police\t''
court\t''
solicitor\t''
school\t''
social-services\t''
employer\t''
processor\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l on -d 'The day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l about -d 'What they were told' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l basis -d 'What that rested on: consent, vital-interests, legal-obligation, safeguarding, recognised-interests or other' -r -f -a "consent\t''
vital-interests\t''
legal-obligation\t''
safeguarding\t''
recognised-interests\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l how -d 'By what way: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l what-file -d 'Read what was told from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l from -d 'Read the fields as JSON from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand disclosure; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l ground -d 'Why: the ground of UK GDPR Article 17(1), or the practice\'s own' -r -f -a "no-longer-necessary\t''
consent-withdrawn\t''
objection\t''
unlawful\t''
legal-obligation\t''
child-online\t''
malicious-person\t''
retention\t''
mistake\t''"
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l keep -d 'Keep a category (identity, contact, clinical, process), and why: `clinical=legal-claims`; without a ground it is health-care. May be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l refuse -d 'Destroy nothing, and record why' -r -f -a "expression\t''
legal-obligation\t''
public-task\t''
health-care\t''
archiving\t''
legal-claims\t''
identity-not-proved\t''
manifestly-unfounded\t''"
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l request -d 'The request that asks for it; it is closed by it' -r
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l confirm -d 'The reference again, where nobody can be asked' -r
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l certificate -d 'Write the certificate to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand erase" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l dry-run -d 'Only show what would happen; nothing is written, not even to the log'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l accept-total-loss -d 'Also when there is no recovery kit that was read back'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand erase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "schedule" -d 'The retention schedule'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "due" -d 'List the records that may go by the retention schedule, and those of which it cannot be said'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "sweep" -d 'Make a plan of the records that may go; or, with --check, say whether any may'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "review" -d 'Decide about the records in a plan, and sign it'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "apply" -d 'Destroy what was reviewed, without any key'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "show" -d 'Show what was decided in a review: by which rule, since when, and why'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and not __fish_seen_subcommand_from schedule due sweep review apply show statistics" -f -a "statistics" -d 'Show what is kept of records that were anonymised: counts by year'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -f -a "show" -d 'Show the retention schedule'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -f -a "check" -d 'Check a retention schedule'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from schedule" -f -a "explain" -d 'Explain what the schedule says about one client, invoice or draft, or one closed request, complaint or breach'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l as-of -d 'As of this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l by -d 'Whatever becomes due until this day' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l schedule -d 'A schedule in a file by itself' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l preset -d 'A schedule that comes with the program: insurer-7, insurer-5, insurer-6 or nhs-code' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l csv -d 'Print CSV'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l chart -d 'Draw how many records come due in which year'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l as-of -d 'As of this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -s o -l output -d 'Write the plan to this new file; without it, it is only shown' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l check -d 'Only say whether something is due, without any key'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from sweep" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l decide -d 'A decision: C-0007=destroy:REASON, C-0007=keep:DATE:REASON or C-0007=transfer:REASON; F-000003 for an invoice, N-000012 for a draft, R-0002, K-0001 or B-0003 for a closed request, complaint or breach. May be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l seconded-by -d 'Who else looked at it and agreed: sealed with the decisions, and no signature of theirs' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l reason-file -d 'The reason in words, for decisions with the reason `other`: from a file or, with -, from stdin; it is sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l certificate -d 'Write the certificate, signed by this machine, to this new file; of a plan that was applied before, again' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l dry-run -d 'Only show what would be destroyed'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand retention; and __fish_seen_subcommand_from statistics" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "open" -d 'Record a request about somebody\'s record'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "list" -d 'List requests: those that wait for an answer, what is due first'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "show" -d 'Show a request, and everything that happened to it'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "clock" -d 'Show by when a request must be answered: the rule, what it rests on, and the arithmetic'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "identity" -d 'Record that proof of who asks was asked for, or came'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "pause" -d 'Stop the clock of an access request while you wait for what exactly is meant'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "resume" -d 'Record that the answer came for which the clock stood still'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "extend" -d 'Record that whoever asked was told that it takes up to two months longer'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "refuse" -d 'Record that a request was refused, and close it'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "close" -d 'Close a request that was answered'
complete -c praxis -n "__fish_praxis_using_subcommand request; and not __fish_seen_subcommand_from open list show clock identity pause resume extend refuse close letter" -f -a "letter" -d 'Write a letter about a request'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l client -d 'About whom: reference, or a part of the name' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l name-file -d 'About somebody who is not, or no longer, in the vault: their name, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l right -d 'What is asked for: access, rectification, erasure, restriction, portability, objection; dead-record (Access to Health Records Act 1990), police, court' -r -f -a "access\t''
rectification\t''
erasure\t''
restriction\t''
portability\t''
objection\t''
dead-record\t''
police\t''
court\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l received -d 'The day it came, a weekend too (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l channel -d 'By what way: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l by -d 'Who asks: client, parent, agent, deputy, representative, claimant, police or court' -r -f -a "client\t''
parent\t''
agent\t''
deputy\t''
representative\t''
claimant\t''
police\t''
court\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l requester-name -d 'The name of who asks, when it is not the client' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l authority -d 'The day their authority was shown, when it was' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l words-file -d 'The words it was made in, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -l all -d 'Those that are closed too'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -l as-of -d 'As of this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from clock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l what -d 'What: identity, authority or fee' -r -f -a "identity\t''
authority\t''
fee\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l asked -d 'The day it was asked for' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l given -d 'The day it came' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from identity" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l on -d 'The day you asked (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l reason-file -d 'Why that was needed, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -l on -d 'The day it came (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l on -d 'The day they were told (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l ground -d 'Why: complexity of the requests, or their number' -r -f -a "complexity\t''
number\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l reason-file -d 'The reasons they were given, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from extend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l on -d 'The day they were told (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l ground -d 'Why: unfounded, excessive, identity, authority, exempt or not-applicable' -r -f -a "unfounded\t''
excessive\t''
identity\t''
authority\t''
exempt\t''
not-applicable\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l reason-file -d 'The reasons they were given, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from refuse" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l on -d 'The day it was answered (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l outcome -d 'How: complied, partly, nothing-held, erased, withdrawn, or abandoned (they never answered)' -r -f -a "complied\t''
partly\t''
nothing-held\t''
erased\t''
withdrawn\t''
abandoned\t''"
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -l question-file -d 'What the practice asks, from a file or, with -, from stdin; identity and authority have a question of their own' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand request; and __fish_seen_subcommand_from letter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -f -a "log" -d 'Show what was done, by whom, when, and about whom or what'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -f -a "verify" -d 'Check the whole log: every entry, their order, and every row of the vault against the last entry about it'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -f -a "checkpoint" -d 'Write down how long the log is and its root, signed by this machine'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -f -a "prove" -d 'Prove that one entry is in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and not __fish_seen_subcommand_from log verify checkpoint prove bundle" -f -a "bundle" -d 'Write entries of the log for somebody outside, with their proofs'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l about -d 'About this: a client, a note, a file, a request, a kit, a certificate' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l action -d 'What was done: an action such as note.shown, or all that begin so, such as erasure' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l by -d 'By this member\'s number; host for the machine' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l since -d 'From this day on' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l before -d 'Before this day' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l last -d 'Only the last so many' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l csv -d 'Print CSV'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l checkpoint -d 'A checkpoint or a certificate that was kept; may be repeated' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l bundle -d 'Check a bundle that praxis audit bundle wrote; no vault is needed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l key -d 'The verify key that must have signed them, instead of those that this machine has seen; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from prove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l about -d 'About this: a client, a note, a file, a request, a kit, a certificate' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l action -d 'What was done: an action such as note.shown, or all that begin so, such as erasure' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l by -d 'By this member\'s number; host for the machine' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l since -d 'From this day on' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l before -d 'Before this day' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l checkpoint -d 'A checkpoint or a certificate that somebody was given: adds the proof that the log began so; may be repeated' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand audit; and __fish_seen_subcommand_from bundle" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "open" -d 'Record a breach: one line is enough, the rest follows later'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "list" -d 'List breaches: those that are open, what is due first'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "show" -d 'Show a breach: what is known, where it stands, what is left to do, and whom it affects'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "update" -d 'Record what became known of a breach, and whom it affects'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "assess" -d 'Assess how bad a breach is, and record what was decided about the risk'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "scope" -d 'Work out what a lost thing could open'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "notify" -d 'Record who was told of a breach, and when; or why the people need not be'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "report" -d 'Write the text for the Commissioner\'s form, or the register of breaches'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "letters" -d 'Write the letters to the people whom a breach affects, sealed to you unless you say otherwise'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and not __fish_seen_subcommand_from open list show update assess scope notify report letters close" -f -a "close" -d 'Close a breach for which everything is done'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l aware -d 'When you became aware of it: now, or an instant, in London or with an offset; asked for on a terminal' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l occurred -d 'When it happened, or began, where that is known' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l from -d 'What is known, title and awareness too, as TOML or JSON from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -l all -d 'Those that are closed too'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -l history -d 'Everything that was recorded, in order, with who recorded it and when; JSON has it always'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l kind -d 'What was breached: confidentiality, integrity, availability; may be repeated' -r -f -a "confidentiality\t''
integrity\t''
availability\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l cause -d 'How it came about' -r -f -a "human-error\t''
lost-or-stolen\t''
misdirected\t''
no-bcc\t''
unauthorised-access\t''
ransomware\t''
phishing\t''
malware\t''
processor\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l cyber -d 'Whether it was a cyber incident: yes, no, dont-know' -r -f -a "yes\t''
no\t''
dont-know\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l actor -d 'Through whom it happened' -r -f -a "employee\t''
contractor\t''
third-party\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l data -d 'A category of data; may be repeated' -r -f -a "racial-ethnic-origin\t''
political-opinions\t''
religious-philosophical-beliefs\t''
trade-union\t''
sex-life\t''
sexual-orientation\t''
health\t''
basic-identifiers\t''
identification\t''
financial\t''
official-documents\t''
locational\t''
genetic-biometric\t''
criminal-convictions\t''
not-yet-known\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l people -d 'A category of people; may be repeated' -r -f -a "employees\t''
users\t''
subscribers\t''
students\t''
customers\t''
patients\t''
children\t''
vulnerable-adults\t''
not-yet-known\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l people-count -d 'About how many people' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l record-count -d 'About how many records' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l likelihood -d 'How likely it is that they feel significant consequences' -r -f -a "very-likely\t''
likely\t''
neutral\t''
unlikely\t''
very-unlikely\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l encrypted -d 'Whether what was lost is encrypted: yes, no, dont-know' -r -f -a "yes\t''
no\t''
dont-know\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l key-safe -d 'Whether its key is safe: yes, no, dont-know' -r -f -a "yes\t''
no\t''
dont-know\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l impact -d 'What it does to the practice\'s own work' -r -f -a "high\t''
medium\t''
low\t''
not-yet-known\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l recovery -d 'How the practice gets its work going again' -r -f -a "regular\t''
supplemented\t''
extended\t''
not-recoverable\t''
already-recovered\t''
not-yet-known\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l trained -d 'Whether whoever was involved had training in the last two years: yes, no, dont-know' -r -f -a "yes\t''
no\t''
dont-know\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l occurred-from -d 'When it began' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l occurred-to -d 'When it ended' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l contained -d 'When it was contained; now is one' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l aware -d 'When the practice became aware, where that was another time than was said' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l processor-told -d 'When the processor told the practice' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l from -d 'What is known, as TOML or JSON from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l affects -d 'Whom it affects: references, or parts of the name' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l not-affected -d 'Whom it does not affect after all' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l affects-everybody -d 'It affects every client who is in the vault now'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l from -d 'A whole assessment in a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l nature -d 'What the data are: of several kinds the worst' -r -f -a "simple\t''
behavioural\t''
financial\t''
sensitive\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l context -d 'What the circumstances add or take, -3 to 3: a list of clients tells that they are in therapy' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l identification -d 'How easily somebody can tell whom the data are about' -r -f -a "negligible\t''
limited\t''
significant\t''
maximum\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l exposure -d 'To whom the data came' -r -f -a "none\t''
known\t''
unknown\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l alteration -d 'What became of data that were changed' -r -f -a "none\t''
recoverable\t''
unrecoverable\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l loss -d 'What became of data that cannot be reached' -r -f -a "none\t''
temporary\t''
permanent\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l reasons-file -d 'Why, in a file or, with -, from stdin: a line for each factor, such as "nature: session notes"' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l decide -d 'What was decided: none (unlikely to be a risk), risk or high' -r -f -a "none\t''
risk\t''
high\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l because-file -d 'Why it was decided so, in a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l decider -d 'Who decided, by name or role' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l on -d 'The day it was decided (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l malicious -d 'Somebody meant harm'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l many -d 'More than 100 people are concerned'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l unintelligible -d 'Nobody can read what was taken: it is encrypted, and the key is safe'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from assess" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -l lost -d 'What is lost: device, vault-copy, or a kit, a backup or an export; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from scope" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l to -d 'Who was told: ico, people, police, insurer, professional-body, ncsc, commissioner, processor, other' -r -f -a "ico\t''
people\t''
police\t''
insurer\t''
professional-body\t''
ncsc\t''
commissioner\t''
processor\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l at -d 'When: now, or an instant, in London or with an offset' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l number -d 'ico: the number that the Commissioner gave it' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l late-file -d 'ico: why the report is late, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l means -d 'people: how: letter, email, phone, in-person, public, other' -r -f -a "letter\t''
email\t''
phone\t''
in-person\t''
public\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l count -d 'people: how many of them' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l words-file -d 'anybody else: what they were told or said, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l not-told -d 'The people need not be told: unintelligible, measures or disproportionate' -r -f -a "unintelligible\t''
measures\t''
disproportionate\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l because-file -d 'Why they need not be, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l on -d 'The day that was decided (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l further -d 'ico: a report that adds to the first'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from notify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l form -d 'ico is about one breach; csv, json and html are the register. Without it, ico with a reference and else csv' -r -f -a "ico\t''
csv\t''
json\t''
html\t''"
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -s o -l output -d 'A new file; without it ico, csv and json are printed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l since -d 'Only breaches that you became aware of on this day or later' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l year -d 'Only breaches that you became aware of in this year' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l recipient -d 'Seal it to this age recipient; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -s o -l output -d 'The new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -l recipient -d 'Seal it to this age recipient instead of you; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from letters" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l on -d 'The day it was closed (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l lessons-file -d 'What was learned, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand breach; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "open" -d 'Record a complaint about how you handle somebody\'s information'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "acknowledge" -d 'Record that a complaint was acknowledged'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "update" -d 'Record what was looked into, what whoever complained was told meanwhile, what it has to do with, or what came after'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "close" -d 'Close a complaint: whoever complained was told the outcome, or took it back'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "list" -d 'List complaints: those that wait for an acknowledgement first, then those that wait for an outcome'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "show" -d 'Show a complaint, how it stands, and everything that happened to it'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "numbers" -d 'Count the complaints that came in a year: how many, acknowledged in time, how they ended, what they were about'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "letter" -d 'Write a letter about a complaint'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and not __fish_seen_subcommand_from open acknowledge update close list show numbers letter form" -f -a "form" -d 'Write a form that people can complain with, to print or to put where they find it'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l client -d 'About whose record: reference, or a part of the name' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l received -d 'The day it came, a weekend too (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l channel -d 'By what way: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l by -d 'Who complains: client, parent, agent, third-party or other (default: client, or other without --client)' -r -f -a "client\t''
parent\t''
agent\t''
third-party\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l name-file -d 'The name of who complains, where no record says it, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l about -d 'What about: access, rights, disclosure, accuracy, retention, security, transparency, lawfulness or other' -r -f -a "access\t''
rights\t''
disclosure\t''
accuracy\t''
retention\t''
security\t''
transparency\t''
lawfulness\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l words-file -d 'The words it was made in, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l on -d 'The day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l how -d 'How: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from acknowledge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l on -d 'The day of it (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l enquiry-file -d 'What was asked or found, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l progress-file -d 'What they were told, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l how -d 'How they were told: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l link -d 'A request, a breach or another complaint that it has to do with' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l after-file -d 'What came after it was closed, such as a correction or an answer, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l regulator-told -d 'With that they were told that they may complain to the Commissioner'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l outcome -d 'How it ended: upheld, partly-upheld, not-upheld, not-applicable (not about data protection) or withdrawn' -r -f -a "upheld\t''
partly-upheld\t''
not-upheld\t''
not-applicable\t''
withdrawn\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l on -d 'The day they were told (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l how -d 'How they were told, unless they took it back: email, letter, phone, in-person, form, message or other' -r -f -a "email\t''
letter\t''
phone\t''
in-person\t''
form\t''
message\t''
other\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l words-file -d 'What they were told, and what is done about it, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l regulator-told -d 'They were told that they may complain to the Commissioner'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -l all -d 'Those that are closed too'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -l year -d 'The year (default: this one)' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from numbers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l outcome -d 'With the letter of the outcome, while the complaint is open: upheld, partly-upheld, not-upheld, not-applicable or withdrawn' -r -f -a "upheld\t''
partly-upheld\t''
not-upheld\t''
not-applicable\t''
withdrawn\t''"
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l words-file -d 'What is done about it, or why nothing is, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from letter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -s o -l output -d 'Write it to this new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand complaint; and __fish_seen_subcommand_from form" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -f -a "access" -d 'Work out by when a request must be answered'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -f -a "complaint" -d 'Work out by when a complaint about data protection must be acknowledged'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -f -a "breach" -d 'Work out by when a breach must be reported'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and not __fish_seen_subcommand_from access complaint breach retention" -f -a "retention" -d 'Work out from when on a record may go'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l received -d 'The day the request came, working day or not' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l right -d 'What is asked for' -r -f -a "access\t''
rectification\t''
erasure\t''
restriction\t''
portability\t''
objection\t''
dead-record\t''
police\t''
court\t''"
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l nation -d 'Whose bank holidays count; without it, those of England and Wales' -r -f -a "england-and-wales\t''
scotland\t''
northern-ireland\t''"
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l identity -d 'The day proof of identity came, or ASKED..CAME, or ASKED.. while it is outstanding' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -s i -d 'An identity file, which no calculator reads' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l authority -d 'The day proof came that one may ask for another, or ASKED..CAME, or ASKED..' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l fee -d 'The day the fee came, or ASKED..CAME, or ASKED..' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l extended -d 'The day whoever asked was told that it takes two months longer; without a day, they were told in time' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l pause -d 'A question what exactly is meant and its answer, or ASKED.. while it is not answered; may be given again' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l oldest -d 'With --right dead-record: the day the oldest part that is asked for was made' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l as-of -d 'As things stand on this day instead of today' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l cautious -d 'Count the day of an answer: a day less for each pause than the statute gives'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l health-professional -d 'With --right dead-record: a health professional made the record, or somebody on their behalf'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from access" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l received -d 'The day the complaint came' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l nation -d 'Whose bank holidays count; without it, those of England and Wales' -r -f -a "england-and-wales\t''
scotland\t''
northern-ireland\t''"
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from complaint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -l aware -d 'When the practice became aware: with an offset (RFC 3339), or the time in London' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from breach" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l class -d 'What it is about' -r -f -a "adult\t''
child\t''
nhs-mental-health\t''
deceased\t''
enquiry\t''
safeguarding\t''
contact\t''
process-notes\t''
supervision\t''
recording\t''
invoice\t''
complaint\t''
request\t''
breach\t''
drafts\t''
trash\t''
note-revisions\t''
audit\t''"
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l last-contact -d 'The day of the last contact' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l born -d 'Date of birth' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l ended -d 'The day work ended; without it, the last contact counts' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l died -d 'The day of death' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l trigger -d 'The day the period runs from: of the invoice, of the closing, of the writing' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l schedule -d 'A schedule in a file by itself' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l preset -d 'A schedule that comes with the program: insurer-7, insurer-5, insurer-6 or nhs-code' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand clock; and __fish_seen_subcommand_from retention" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l as-of -d 'Show what would go on this day (default: today)' -r
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l apply -d 'Do it'
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand housekeeping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "prepare" -d 'Gather everything that is held about who a request is about, and show what is to be decided'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "decide" -d 'Decide what of a pack is disclosed'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "opinion" -d 'Record the opinion of a health professional on a whole record'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "preview" -d 'Show what a pack would say, as it stands: after what was taken out, and without what is withheld'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "export" -d 'Write the pack that answers a request, sealed to who asked'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "list" -d 'List what left the vault: packs, and exports of everything'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and not __fish_seen_subcommand_from prepare decide opinion preview export list verify" -f -a "verify" -d 'Check a pack that was made for a request'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -l template -d 'Write a file to fill in for praxis sar decide: references, no content' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from prepare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l decisions -d 'Decide by a file; - reads it from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l item -d 'An item; may be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l kind -d 'All items of a kind' -r -f -a "details\t''
contact\t''
clinical\t''
dates\t''
session\t''
assessment\t''
intake\t''
contract\t''
correspondence\t''
process\t''
supervision\t''
document\t''
recording\t''
invoice\t''
hold\t''
disclosure\t''
request\t''
complaint\t''
breach\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l from -d 'Of those, the ones of this day or later' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l to -d 'Of those, the ones of this day or earlier' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l do -d 'disclose, redact (take out what --cut names) or withhold' -r -f -a "disclose\t''
redact\t''
withhold\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l ground -d 'Why: known-to-subject, harm-test-not-met, own-judgement; third-party, serious-harm, legal-privilege, not-for-parent, crime, court, negotiations, confidential-reference, self-incrimination' -r -f -a "third-party\t''
serious-harm\t''
legal-privilege\t''
not-for-parent\t''
known-to-subject\t''
harm-test-not-met\t''
own-judgement\t''
crime\t''
court\t''
negotiations\t''
confidential-reference\t''
self-incrimination\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l cut -d 'Take out what was found of a kind, and why: `phone=legal-privilege`; may be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l opinion -d 'The day of an opinion that it rests on; may be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l reason-file -d 'The reason in words, from a file or, with -, from stdin' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l all -d 'All items'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l again -d 'What a kind, or all, was decided of before is decided anew'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from decide" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l by -d 'Whose opinion it is' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l profession -d 'What they are: DPA 2018 section 204' -r -f -a "doctor\t''
nurse\t''
dentist\t''
optician\t''
osteopath\t''
chiropractor\t''
hcpc\t''
pharmacist\t''
child-psychotherapist\t''
scientist\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l capacity -d 'Why they are the one to ask: Schedule 3 paragraph 2' -r -f -a "responsible\t''
most-suitable\t''
experienced\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l on -d 'The day it was obtained' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l test -d 'Whether the test of serious harm is met' -r -f -a "met\t''
not-met\t''"
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from opinion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from preview" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -s o -l output -d 'The new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l recipient -d 'Seal it to this age recipient; may be given more than once' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l pack-passphrase-fd -d 'Seal it with the passphrase read from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l portability -d 'Only what the person gave, in the machine forms, whatever was asked for'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand sar; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -f -a "show" -d 'Show the template of a letter'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and not __fish_seen_subcommand_from show check" -f -a "check" -d 'Check the practice\'s own letters'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -l default -d 'The one that comes with praxis; no vault is needed'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand letters; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -f -a "clients" -d 'Bring in clients'
complete -c praxis -n "__fish_praxis_using_subcommand import; and not __fish_seen_subcommand_from clients notes" -f -a "notes" -d 'Bring in notes about clients who were brought in'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l map -d 'Which column is what, in TOML' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l report -d 'Write a report as JSON to this file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l all-or-nothing -d 'Store nothing when a row is refused'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from clients" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l map -d 'Which column is what, in TOML' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l report -d 'Write a report as JSON to this file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l all-or-nothing -d 'Store nothing when a row is refused'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand import; and __fish_seen_subcommand_from notes" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand export" -l format -d 'JSON has everything; CSV, for spreadsheets, has each note in the version that counts' -r -f -a "json\t''
csv\t''"
complete -c praxis -n "__fish_praxis_using_subcommand export" -s o -l output -d 'A new file or, with --plain, a new folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand export" -l recipient -d 'Seal it to this age recipient instead of you; may be repeated' -r
complete -c praxis -n "__fish_praxis_using_subcommand export" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand export" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand export" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand export" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand export" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand export" -l plain -d 'Do not seal it'
complete -c praxis -n "__fish_praxis_using_subcommand export" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand export" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand export" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand export" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l idle -d 'End it when it was not used for so long: 30s, 15m, 2h (default: 15m, and no longer than --max)' -r
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l max -d 'End it after so long at the latest' -r
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l status -d 'Say how the session stands, and begin none; asking does not make it last longer'
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand unlock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand lock" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand lock" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand lock" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand lock" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand lock" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand lock" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand lock" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand session-process" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand plugin-process" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "add" -d 'Add a member: somebody who opens part of the vault with an identity of their own'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "list" -d 'List members: who opens what, since when, and when they last did'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "role" -d 'Give a member another role'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "grant" -d 'Seal something for a member\'s emergencies, or take it back'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "key" -d 'Record the verify key of a member who was added without one'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "remove" -d 'Remove a member: no key that is sealed from now on opens to them'
complete -c praxis -n "__fish_praxis_using_subcommand member; and not __fish_seen_subcommand_from add list role grant key remove review" -f -a "review" -d 'Look through who may open what, once a year'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l name -d 'Their name; sealed' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l role -d 'What they may open' -r -f -a "owner\t''
clinician\t''
reception\t''
dpo\t''
auditor\t''"
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l recipient -d 'Their age recipient: age1...' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l verify-key -d 'Their verify key; who has none cannot review or sign' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -l locked -d 'Numbers, roles and days only, without unlocking'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from role" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -l none -d 'Take back what was sealed for them'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l confirm -d 'The member\'s number once more, where there is no terminal to ask' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -s o -l output -d 'A new file for the new recovery kit, when an owner goes' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor; --passphrase-fd does, when your identity has none' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l holder -d 'Who will hold the kit' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l place -d 'Where the kit will be kept (default: where it is written)' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -l done -d 'Put on record that everybody on the list should be on it'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand member; and __fish_seen_subcommand_from review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l reason-file -d 'Why, at the most 4000 bytes; - reads from a pipe' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l for -d 'For how long: minutes or hours, at the most 8h (default: 30m)' -r
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l end -d 'Close it before its time is over'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and not __fish_seen_subcommand_from list" -f -a "list" -d 'List who broke the glass, when, for how long, and why'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand break-glass; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -f -a "new" -d 'Make another recovery kit'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -f -a "list" -d 'List recovery kits'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -f -a "verify" -d 'Open a kit and say what it opens'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and not __fish_seen_subcommand_from new list verify retire" -f -a "retire" -d 'Take a recovery kit off the list, once it is destroyed'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -s o -l output -d 'A new file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l svg -d 'The QR code as a picture too, in this new file: delete it once it is printed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor; --passphrase-fd does, when your identity has none' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l holder -d 'Who will hold it' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l place -d 'Where it will be kept (default: where it is written)' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l print -d 'Lines and a QR code on stdout, for paper'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l alone -d 'Check the kit alone, without opening the vault'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l confirm -d 'The reference again, where nobody can be asked' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l accept-total-loss -d 'Also when no other kit is left'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand kit; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -f -a "set" -d 'Make a clinical will: a folder for whoever looks after your clients when you no longer can'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -f -a "show" -d 'Show clinical wills: who holds which, how old each is, and what its list lacks'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -f -a "drill" -d 'Try whether a clinical will opens, as on the day'
complete -c praxis -n "__fish_praxis_using_subcommand will; and not __fish_seen_subcommand_from set show drill retire" -f -a "retire" -d 'Take a clinical will off the list, once its folder is destroyed'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l trustee -d 'Who it is for' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l recipient -d 'The trustee\'s age recipient; with W-01 a new one in the place of the old' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l trustee-contact -d 'How to reach the trustee' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -s o -l output -d 'The new folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor; --passphrase-fd does, when your identity has none' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l reason -d 'Why, by Article 18(2): consent, legal-claims, others-rights, public-interest, or storage' -r -f -a "consent\t''
legal-claims\t''
others-rights\t''
public-interest\t''
storage\t''"
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l reason-file -d 'The same in words, from a file or, with -, from stdin; they are sealed' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l override -d 'Read what is restricted (UK GDPR Article 18) all the same; that is logged, and needs --reason'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l folder -d 'Where the folder lies now' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l trustee-identity -d 'The trustee\'s own key, where it is at hand: opens both lists' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -l confirm -d 'The reference again, where nobody can be asked' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand will; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -f -a "list" -d 'List erasures and refusals, with how far each is today'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -f -a "show" -d 'Issue the certificate of an erasure, or of a whole sweep, as it stands today'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and not __fish_seen_subcommand_from list show verify" -f -a "verify" -d 'Check a certificate of erasure, or of a sweep'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -s o -l output -d 'A new file, instead of stdout' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -l key -d 'The verify key that must have signed it; may be given again, for any of several' -r
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand certificate; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -f -a "create" -d 'Make a backup, without any key'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -f -a "verify" -d 'Check a backup, as deeply as the keys at hand allow'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -f -a "list" -d 'List backups, without any key'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune" -f -a "prune" -d 'Let old backups go, without any key'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -l to -d 'A folder that is there, outside the vault (default: [backup] to in praxis.toml)' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l kit -d 'Open it with this recovery kit' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l report -d 'Write what was found into this new file, as JSON, and in words beside it' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l locked -d 'Ask for no key: compare the file with the register, and no more'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-days -d 'Days that a backup stays (default: [backup] `keep_days` in praxis.toml)' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l apply -d 'Delete them'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -s o -l output -d 'A new file for the new kit' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor; --passphrase-fd does, when your identity has none' -r
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l holder -d 'Who will hold it' -r
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l place -d 'Where it will be kept (default: where it is written)' -r
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand reseed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l to -d 'Where the vault goes: a folder that does not exist yet' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l keyring -d 'The vault itself, or what is left of it, or a keyring copy (default: the newest copy beside the backup)' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l kit -d 'A recovery kit: its file, or the typed lines of a printed one' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l kit-passphrase-fd -d 'Read the kit\'s passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l certificate -d 'Do the erasure again that this certificate is of; may be repeated' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand restore" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand restore" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -s h -l help -d 'Print help'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -f -a "new" -d 'Make an identity file'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -f -a "show" -d 'Print your recipient and, for a vault, your verify key'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -f -a "passphrase" -d 'Change the passphrase of your identity file'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and not __fish_seen_subcommand_from new show passphrase factor" -f -a "factor" -d 'Have your identity file take a hardware key, another one, or none'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l plugin-identity -d 'Take a hardware key too: the identity file that its age plugin wrote' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l plugin-recipient -d 'Seal to this recipient of the plugin (default: to its identity)' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l bare -d 'Without a passphrase'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l new-passphrase-fd -d 'Read the new passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from passphrase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l plugin-identity -d 'Take a hardware key too: the identity file that its age plugin wrote' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l plugin-recipient -d 'Seal to this recipient of the plugin (default: to its identity)' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l new-passphrase-fd -d 'Read a new passphrase from this file descriptor, where the file has none yet' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l plugin -d 'An age plugin that may be run, now and where praxis.toml names it; it goes before what that names' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l none -d 'Take the hardware key away'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l bare -d 'Without a passphrase'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand identity; and __fish_seen_subcommand_from factor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -l locked -d 'Ask for no key: nothing is opened'
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c praxis -n "__fish_praxis_using_subcommand completions" -l vault -d 'The vault\'s folder' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand completions" -s i -l identity -d 'Your age identity file' -r -F
complete -c praxis -n "__fish_praxis_using_subcommand completions" -l passphrase-fd -d 'Read the passphrase from this file descriptor' -r
complete -c praxis -n "__fish_praxis_using_subcommand completions" -l json -d 'Print JSON, errors included'
complete -c praxis -n "__fish_praxis_using_subcommand completions" -s q -l quiet -d 'Say only what is wrong'
complete -c praxis -n "__fish_praxis_using_subcommand completions" -l accept-clock -d 'Go on although the clock stands behind the last entry in the log'
complete -c praxis -n "__fish_praxis_using_subcommand completions" -s h -l help -d 'Print help'
