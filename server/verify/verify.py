#!/usr/bin/env python3
"""Second verifier of a signed result, written from FORMAT.md. Needs Python 3.9 and the command openssl, nothing else.
verify.py FOLDER [--signer HEX] [--monitors-key PEM]    exit: 0 holds, 1 does not hold, 2 unusable"""
import argparse, hashlib, hmac, json, pathlib, subprocess, sys, tempfile

# What stands in a field: n whole number, h 64 hex digits, t text, l list, f fields, ? anything; + that or "", * that or absent.
SHAPE = dict(each.split(":") for each in """version:n mode:t sitting:f handout:t officers:? round:n parent:n+ turn:n contest:f
frozenHash:h presenceHash:h openedAt:n+ closedAt:n+ rebuiltAt:n+ all:n present:n issued:n returned:n valid:n+ invalid:n+
notHeard:n+ heardNotSubmitted:n+ replaced:n agreements:? readiness:?* votes:l against:l* abstained:l* grades:l* words:?*
decision:f method:t* paperIssued:n* columns:f+* answers:l* patternsHash:h+ signer:h""".split())
SHAPE_2 = {**SHAPE, "rollHash": "h+", "emptyBox": "f+", "recordSeq": "n+", "recordHash": "h+"}
TYPES = {"n": int, "h": str, "t": str, "l": list, "f": dict, "?": object}
SPKI = {"ed25519": bytes.fromhex("302a300506032b6570032100"), "x25519": bytes.fromhex("302a300506032b656e032100")}
class Wrong(Exception): """What does not hold; the text says so."""
def need(holds, text):
    if not holds: raise Wrong(text)
def canonical(value):  # RFC 8785 for whole numbers and texts.
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list): return "[" + ",".join(map(canonical, value)) + "]"
    need(isinstance(value, str) or (type(value) is int and abs(value) < 2**53), "not only whole numbers and texts")
    return json.dumps(value, ensure_ascii=False)
def parse(raw):  # JSON that can be written in one way only: written again it has to give the same bytes.
    try: return next(value for value in [json.loads(raw)] if canonical(value).encode() == raw and isinstance(value, dict))
    except (ValueError, RecursionError, StopIteration): raise Wrong("the bytes are not canonical JSON")
def fits(value, kind):
    good = isinstance(value, TYPES[kind[0]]) and (kind[0] != "n" or value >= 0)
    return ("+" in kind and value == "") or good and (kind[0] != "h" or len(value) == 64 and not set(value) - set("0123456789abcdef"))
def openssl(*args, data=b"", **files):  # Runs openssl; `files` are written where the arguments name them as {name}. None: it refused.
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: pathlib.Path(folder, name) for name in files}
        for name, path in paths.items(): path.write_bytes(files[name])
        done = subprocess.run(["openssl", *(arg.format(**paths) for arg in args)], input=data, capture_output=True)
    return done.stdout if done.returncode == 0 else None
def signed(raw, signature, signer):
    args = "pkeyutl -verify -pubin -keyform DER -inkey {key} -rawin -in {raw} -sigfile {sig}".split()
    return len(signature) == 64 and openssl(*args, key=SPKI["ed25519"] + bytes.fromhex(signer), raw=raw, sig=signature) is not None
def fewest(share, base):
    return share["num"] * base // share["den"] + 1 if share["strict"] else -(-share["num"] * base // share["den"])
def base_of(b, base, place):
    return b["votes"][place] + b["against"][place] if base == "forAgainst" else b[base]
def rate(votes, base):
    return "%d.%02d" % divmod((votes * 20000 + base) // (2 * base), 100) if base else ""
def shared(b, base):
    return {"base": base, "value": "" if base == "forAgainst" else b[base]}
def shape(contest):
    kind, rules = contest["kind"], contest["rules"]
    if kind == "evaluation": return 3, 0, 60
    if kind in ("resolution", "namedResolution"): return 2, 0, 1
    pick = kind == "selection" or (kind == "election" and rules.get("form") != "perItem")
    return (1 if pick else 2), rules["maxMarks"] if rules["exactly"] else rules["minMarks"], rules["maxMarks"]
def decide(b):
    contest, columns = b["contest"], b.get("columns") or None
    rules, nos, votes = contest["rules"], [each["no"] for each in contest["candidates"]], b["votes"]
    quorum = {"needed": fewest(rules["quorum"], b["all"]), "met": int(b["present"] >= fewest(rules["quorum"], b["all"]))}
    overfull = columns is not None and columns["paper"]["returned"] > b["paperIssued"]
    if not quorum["met"] or b["returned"] > b["issued"] or overfull:
        return {"outcome": "void" if quorum["met"] else "no-quorum", "quorum": quorum, "rows": [{"no": n, "status": "none"} for n in nos]}
    if contest["kind"] == "evaluation":
        half, rows = {"num": 1, "den": 2, "strict": 0 if rules["halfPasses"] else 1}, []
        for no, counts in zip(nos, b["grades"]):
            outside = counts[3] if rules["scale"] == 4 and rules.get("dontKnowCounts", 1) == 0 else 0
            rated, judged = b[rules["rateBase"]] - outside, b[rules["gradeBase"]] - outside
            best, good = counts[0], counts[0] + counts[1]
            least = fewest(half, judged)
            grade = "" if not judged else "satisfied" if best >= least else "basic" if good >= least else "dissatisfied"
            rows.append({"no": no, "counts": counts, "strictRate": rate(best, rated), "broadRate": rate(good, rated), "grade": grade})
        return {"outcome": "evaluated", "quorum": quorum, "rows": rows,
                "rateBase": shared(b, rules["rateBase"]), "gradeBase": shared(b, rules["gradeBase"])}
    majority = rules["majority"]
    needed = [fewest(majority, base_of(b, majority["base"], i)) if majority else 0 for i in range(len(nos))]
    passes = [count > 0 and count >= least for count, least in zip(votes, needed)]
    rates = [rate(count, base_of(b, rules["rateBase"], i)) for i, count in enumerate(votes)]
    if contest["kind"] in ("resolution", "namedResolution"):
        return {"outcome": "passed" if passes[0] else "rejected", "quorum": quorum, "no": nos[0], "for": votes[0],
                "against": b["against"][0], "abstained": b["abstained"][0], "needed": needed[0], "rate": rates[0],
                "rateBase": {"base": rules["rateBase"], "value": base_of(b, rules["rateBase"], 0)}}
    seats, order = rules["seats"], sorted((count for count, ok in zip(votes, passes) if ok), reverse=True)
    line, straddles = order[seats - 1] if len(order) >= seats else 0, order[seats - 1:seats] == order[seats:seats + 1] != []
    status = ["notChosen" if not ok or count < line else "runoff" if straddles and count == line else "chosen"
              for count, ok in zip(votes, passes)]
    rows = [{"no": no, "votes": votes[i], "rate": rates[i], "rank": 1 + sum(v > votes[i] for v in votes),
             "tiedRank": int(votes.count(votes[i]) > 1), "status": status[i], **({} if shape(contest)[0] == 1 else
             {"against": b["against"][i], "abstained": b["abstained"][i], "needed": needed[i]})} for i, no in enumerate(nos)]
    chosen, tied = ([no for no, is_ in zip(nos, status) if is_ == name] for name in ("chosen", "runoff"))
    return {"outcome": "runoff" if tied else "shortfall" if len(order) < seats else "complete", "quorum": quorum,
            "needed": "" if majority and majority["base"] == "forAgainst" else needed[0], "chosen": chosen, "tied": tied,
            "runoffSeats": seats - len(chosen) if tied else 0, "vacancies": max(0, seats - len(order)), "rows": rows,
            "rateBase": shared(b, rules["rateBase"])}
def figures(contest, totals):  # The figures by candidate, flat, if so many ballots can have them.
    (form, least, most), count, valid = shape(contest), len(contest["candidates"]), totals["valid"]
    names = {1: ("votes",), 2: ("votes", "against", "abstained"), 3: ("votes", "grades")}[form]
    lists = {name: totals[name] for name in ("votes", "against", "abstained", "grades") if name in totals}
    need(set(lists) == set(names) and all(len(each) == count for each in lists.values())
         and valid + totals["invalid"] == totals["returned"], "another list of figures, or V + X is not R")
    rows = lists["grades"] if form == 3 else [list(row) for row in zip(*(lists[name] for name in names))]
    need(all(type(n) is int and n >= 0 for row in rows for n in row), "a figure that is no count")
    need(all(sum(row) <= valid if form == 1 else sum(row) == valid for row in rows), "answers that do not make up V")
    fits = least * valid <= sum(lists["votes"]) <= most * valid if form != 3 else all(
        len(row) == contest["rules"]["scale"] + 1 and row[0] == best for row, best in zip(rows, lists["votes"]))
    need(fits, "more or fewer marks than so many ballots have")
    return [n for row in rows for n in row]
def count(contest, ballots):  # The sums of ballots of 16 bytes: byte 0 is the form, then 2 bits (4 of grades) for each candidate.
    (form, least, most), nos = shape(contest), range(len(contest["candidates"]))
    bits, highest = (4, contest["rules"]["scale"]) if form == 3 else (2, 1 if form == 1 else 3)
    rows, valid = [[0] * (highest + (form == 3)) for _ in nos], 0
    for at in range(0, len(ballots), 16):
        word = int.from_bytes(ballots[at + 1:at + 16], "big")
        answers = [word >> (120 - bits * (i + 1)) & (2**bits - 1) for i in range(120 // bits)]
        good = ballots[at] == form and max(answers) <= highest and not any(answers[len(nos):])
        good = good and (form == 3 or least <= answers.count(1) <= most)
        valid += good
        for i in nos if good else ():
            if answers[i] or form != 1: rows[i][answers[i] - 1] += 1
    return valid, [n for row in rows for n in row]
def opened(sealed, key, frozen_hash):  # The patterns: X25519, HKDF-SHA256, HMAC-SHA256, AES-256-CTR.
    own = (openssl("pkey", "-in", "{key}", "-pubout", "-outform", "DER", key=key) or b"")[-32:]
    derive = "pkeyutl -derive -inkey {key} -peerform DER -peerkey {peer}".split()
    secret = openssl(*derive, key=key, peer=SPKI["x25519"] + sealed[5:37])
    need(sealed[:5] == b"PJSP\x01" and len(sealed) >= 69 and secret, "patterns.sealed is not sealed to this key")
    prk = hmac.digest(sealed[5:37] + own, secret, "sha256")
    info = b"piaojue patterns" + bytes.fromhex(frozen_hash)
    first = hmac.digest(prk, info + b"\x01", "sha256")
    mac = hmac.digest(hmac.digest(prk, first + info + b"\x02", "sha256"), sealed[:-32], "sha256")
    need(hmac.compare_digest(mac, sealed[-32:]), "patterns.sealed is not sealed to this key")
    return openssl("enc", "-d", "-aes-256-ctr", "-K", first.hex(), "-iv", "0" * 32, data=sealed[37:-32])
def judge(b):  # Sums, names, decision and frozen hash of what was signed.
    names, contest, shape_of = set(b), b["contest"], {1: SHAPE, 2: SHAPE_2}[b["version"]]
    need(all(fits(b[name], kind) if name in b else "*" in kind for name, kind in shape_of.items()), "a field that is no such value")
    need(names <= set(shape_of) and b["mode"] in ("rehearsal", "real") and b["handout"] in ("listed", "unlisted"), "other fields")
    need(b["issued"] <= b["present"] <= b["all"], "I <= P <= N does not hold")
    need(canonical(decide(b)) == canonical(b["decision"]), "the rules make another decision of these figures")
    counted, columns = b["decision"]["outcome"] not in ("void", "no-quorum"), b.get("columns") or {}
    method, both = b.get("method", ""), [each for each in (columns.get("keypads"), columns.get("paper")) if each]
    need(len(both) == {"": 0, "hand": 1, "mixed": 2}[method] and (not both or columns["paper"]), "columns of another method")
    need(not both or sum(each["returned"] for each in both) == b["returned"] and b["paperIssued"] <= b["issued"]
         and (method != "hand" or b["paperIssued"] == b["issued"]), "columns that are not R, or other papers given out")
    need(("answers" in b) == (counted and contest["kind"] == "namedResolution" and not both), "answers by name")
    if not counted:
        need(b["valid"] == b["invalid"] == "" and not b["votes"] and not names & {"against", "abstained", "grades"}
             and not any(set(each) - {"returned"} for each in both), "figures of a round that does not count")
    else:
        whole, few = figures(contest, b), len(both) > 1 and min(each["returned"] for each in both) < 4
        need(all(bool(each["totals"]) != few for each in both), "figures of a column of so few ballots, or none of another")
        parts = [figures(contest, each["totals"]) for each in both if each["totals"]]
        need(not parts or [sum(each) for each in zip(*parts)] == whole, "columns that do not add up")
        need(not both or all(sum(each[name] for each in both) == b[name] for name in ("valid", "invalid")), "V or X of columns")
        absent = [n for n in (b["notHeard"], b["heardNotSubmitted"]) if n != ""]
        rest = b["issued"] - b.get("paperIssued", 0) - (columns["keypads"] if method == "mixed" else b)["returned"]
        need(len(absent) != 1 and (not absent or method == "hand" or sum(absent) == rest), "those who did not press are not I - R")
        sums = [sum(each["answer"] == name for each in b.get("answers", []))
                for name in ("for", "against", "abstained", "invalid", "notSubmitted")]
        need("answers" not in b or sums == whole + [b["invalid"], b["issued"] - b["returned"]], "answers do not add up")
        slots = [each["slot"] for each in b.get("answers", []) if fits(each["slot"], "n")]
        need(len(set(slots)) == len(b.get("answers", [])), "a voter who answers twice")
    if b.get("rollHash"):
        frozen = {"version": 3, "method": "hand" if method == "hand" else "", "words": b.get("words", ""),
                  **{name: b[name] for name in ("round", "parent", "turn", "contest", "all", "rollHash")}}
        need(hashlib.sha256(canonical(frozen).encode()).hexdigest() == b["frozenHash"], "the frozen rules were others")
    need((method == "hand") == (b["patternsHash"] == ""), "patterns of a round by hand, or none of keypads")
    box = {"ballots": 0, "at": 0} if b.get("emptyBox", "") == "" else b["emptyBox"]
    need(box["ballots"] == 0 and (b["openedAt"] == "" or box["at"] <= b["openedAt"]), "the box was not empty before the opening")
def recount(b, patterns):
    keypads = b["columns"]["keypads"] if "method" in b else b
    end = 16 * keypads["returned"]
    ballots = [patterns[at:at + 16] for at in range(0, end, 16)]
    padded = len(patterns) == 16 * max(b["issued"], keypads["returned"]) and not any(patterns[end:])
    need(padded and ballots == sorted(ballots), "another number of patterns, or not sorted")
    if b["valid"] != "":
        told = b if "method" not in b else keypads.get("totals")
        valid, again = count(b["contest"], patterns[:end])
        need(valid == keypads["valid"], "V counted once more is another")
        need(again == figures(b["contest"], told) if told else all(n <= m for n, m in zip(again, figures(b["contest"], b))),
             "the figures counted once more are others")
def verify(raw, signature, patterns=None, signer=None, key=None):  # Text of what does not hold; None: it holds.
    try:
        b = parse(raw)
        need(signed(raw, signature, b["signer"]), "the signature is not of these bytes")
        need(signer in (None, b["signer"]), "signed by another key")
        judge(b)
        if patterns is not None:
            need(hashlib.sha256(patterns).hexdigest() == b["patternsHash"], "patterns.sealed is another file")
            if key is not None: recount(b, opened(patterns, key, b["frozenHash"]))
    except (Wrong, LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error: return repr(error)

if __name__ == "__main__":
    args = argparse.ArgumentParser()
    for name in ("folder", "--signer", "--monitors-key"): args.add_argument(name)
    asked = args.parse_args()
    read = lambda name: pathlib.Path(asked.folder, name).read_bytes()
    try:
        sealed = read("patterns.sealed") if pathlib.Path(asked.folder, "patterns.sealed").exists() else None
        key = asked.monitors_key and pathlib.Path(asked.monitors_key).read_bytes()
        wrong = verify(read("bundle.json"), read("bundle.sig"), sealed, asked.signer, key)
    except OSError as error: sys.exit(print(error, file=sys.stderr) or 2)
    open_ = {"whose key it is (--signer)": not asked.signer, "the sealed ballots, once more": not (sealed and key)}
    not_seen = "".join("; not looked at: " + what for what, is_open in open_.items() if is_open)
    sys.exit(print("does not hold: " + wrong if wrong else "holds" + not_seen) or (1 if wrong else 0))
