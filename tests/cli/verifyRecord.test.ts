import { execFile } from "node:child_process"
import { sign } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { checkRecord, readKeys } from "../../apps/verify-record/src/justesse-verify-record.mjs"
import { freshFolder } from "../support/folders.ts"
import { ROOT } from "../support/places.ts"
import { mutantsOf, NUMBER, otherKey, PAYLOAD, signedWith, someKey } from "../support/records.ts"

const PROGRAM = join(ROOT, "apps/verify-record/src/justesse-verify-record.mjs")

/** What the program answers from a folder of its own that holds nothing of the project. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [PROGRAM, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    ),
  )
}

const folder = freshFolder("verify-record")
function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content))
  return path
}

const key = someKey()
const record = signedWith(key)
const keys = file("keys.json", { keys: [key.published] })

describe("justesse-verify-record", () => {
  test("is one file of at most 100 lines that imports Node alone, and its package depends on nothing", () => {
    const text = readFileSync(PROGRAM, "utf8")
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(100)
    const imports = [...text.matchAll(/\bfrom "([^"]+)"|\bimport\(|\brequire\(/g)].map(([, name]) => name)
    expect(imports).toEqual(imports.filter((name) => name?.startsWith("node:")))
    expect(text).not.toMatch(/fetch|node:(http|https|net|tls|dns)/)
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, "apps/verify-record/package.json"), "utf8"),
    )
    expect([dependencies, devDependencies]).toEqual([undefined, undefined])
  })

  test("says who signed what, that it is unchanged, and whether it was withdrawn", async () => {
    const path = file("record.jws", record)
    const plain = await run(path, "--key", keys)
    expect([plain.code, plain.err]).toEqual([0, ""])
    expect(plain.out).toContain(
      "Signed by https://labels.example.org, unchanged, no list of withdrawn records was given.",
    )
    expect(plain.out).toContain('"name": "Awa Diop"')
    const lists = [[], [NUMBER]].map((withdrawn, n) => file(`list${n}.json`, { issuer: PAYLOAD.issuer, withdrawn }))
    const still = await run(path, "--key", keys, "--withdrawn", lists[0] ?? "")
    expect([still.code, still.out]).toEqual([0, expect.stringContaining("unchanged, not withdrawn.")])
    const gone = await run(path, "--key", keys, "--withdrawn", lists[1] ?? "")
    expect([gone.code, gone.out]).toEqual([1, expect.stringContaining("withdrawn by its person. Do not rely on it.")])
    const json = await run(file("lined.jws", `${record}\n`), "--key", file("one.jwk", key.published), "--json")
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      0,
      { state: "signed", number: NUMBER, says: PAYLOAD.credentialSubject },
    ])
  })

  test("says in one sentence what is wrong", async () => {
    const path = file("record.jws", record)
    const strange = await run(path, "--key", file("other.json", { keys: [otherKey().published] }))
    expect([strange.code, strange.out]).toEqual([
      1,
      expect.stringContaining("Signed with a key that is not in the key file"),
    ])
    const changed = await run(
      file(
        "changed.jws",
        record.replace(/.$/, (c) => (c === "A" ? "Q" : "A")),
      ),
      "--key",
      keys,
    )
    expect([changed.code, changed.out]).toEqual([
      1,
      "This file was changed after it was signed, or is not whole. Do not rely on it.\n",
    ])
    const text = await run(file("text.jws", "hello"), "--key", keys)
    expect([text.code, text.out]).toEqual([1, "This file is no signed record of work.\n"])
  })

  test.each([
    ["nothing", [], /^justesse-verify-record RECORD\.jws --key/],
    ["no key", ["record.jws"], /^justesse-verify-record RECORD\.jws --key/],
    ["no such file", ["nowhere.jws", "--key", "keys.json"], /nowhere\.jws/],
    ["a key file without a key", ["record.jws", "--key", "record.json"], /record\.json holds no Ed25519 key\.$/],
    ["an option that is none", ["record.jws", "--key", "keys.json", "--no"], /--no/],
    [
      "a list of another studio",
      ["record.jws", "--key", "keys.json", "--withdrawn", "theirs.json"],
      /is the list of https:\/\/b\.example, and the record is of https:\/\/labels\.example\.org\.$/,
    ],
    [
      "a list that is none",
      ["record.jws", "--key", "keys.json", "--withdrawn", "record.json"],
      /is no list of withdrawn records\.$/,
    ],
  ])("a call with %s is refused without a stack trace, exit code 2", async (_name, args, sentence) => {
    file("record.jws", record)
    file("record.json", {})
    file("theirs.json", { issuer: "https://b.example", withdrawn: [] })
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([2, ""])
    expect(err.trim()).toMatch(sentence)
    expect(err).not.toMatch(/^\s+at /m)
  })

  test("W5: not one of more than 10,000 changed files is taken for signed", () => {
    const known = readKeys({ keys: [key.published] })
    expect(checkRecord(record, known).state).toBe("signed")
    const counts = new Map<string, number>()
    const taken: string[] = []
    for (const { what, text } of mutantsOf(record, key)) {
      counts.set(what, (counts.get(what) ?? 0) + 1)
      if (["signed", "withdrawn"].includes(checkRecord(text, known).state)) taken.push(`${what}: ${text}`)
    }
    expect(taken).toEqual([])
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10_000)
    expect([...counts.keys()]).toEqual(
      expect.arrayContaining([
        "one bit",
        "cut off",
        "swapped header",
        "alg none",
        "another key",
        "letter of another case",
      ]),
    )
  })

  test("a key under a name that is not its own opens nothing", () => {
    const liar = otherKey()
    const { kid } = key.published
    const forged = readKeys({ keys: [{ ...liar.published, kid }] })
    const [header = ""] = record.split(".")
    const text = `${header}.${Buffer.from(JSON.stringify(PAYLOAD)).toString("base64url")}`
    const signature = sign(null, Buffer.from(text), liar.privateKey).toString("base64url")
    expect(checkRecord(`${text}.${signature}`, forged).state).toBe("unknown_key")
  })
})
