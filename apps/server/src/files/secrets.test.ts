import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openSecrets } from "./secrets.ts"

describe("the key of a studio (found T4)", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "justesse-key-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const path = () => join(folder, "secret.key")

  test("is made at first start, whole, for this user alone, and stays", async () => {
    const first = await openSecrets(folder)
    expect(readFileSync(path(), "utf8")).toMatch(/^[0-9a-f]{96}\n[0-9a-f]{16}\n$/)
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(["secret.key"])
    expect((await openSecrets(folder)).hmac("x")).toBe(first.hmac("x"))
  })

  test("is another one in another studio", async () => {
    const other = mkdtempSync(join(folder, "other-"))
    const [mine, theirs] = [await openSecrets(folder), await openSecrets(other)]
    expect(mine.hmac("x")).not.toBe(theirs.hmac("x"))
    expect(mine.authSecret).not.toBe(theirs.authSecret)
  })

  test("is one, of several starts at once", async () => {
    const opened = await Promise.all([1, 2, 3].map(() => openSecrets(folder)))
    expect(new Set(opened.map((one) => one.hmac("x"))).size).toBe(1)
  })

  test("that others could read is closed to them", async () => {
    await openSecrets(folder)
    chmodSync(path(), 0o644)
    await openSecrets(folder)
    expect(statSync(path()).mode & 0o777).toBe(0o600)
  })

  const good = "0123456789abcdef".repeat(6)
  test.each([
    { name: "empty", text: "", why: "empty" },
    { name: "a line of nothing", text: "\n", why: "empty" },
    { name: "cut", text: good.slice(0, 40), why: "length" },
    { name: "one digit short", text: good.slice(1), why: "length" },
    { name: "too long", text: `${good}00`, why: "length" },
    { name: "no digits", text: "x".repeat(96), why: "not_hex" },
    { name: "a word", text: "change me", why: "not_hex" },
    { name: "all zero", text: "0".repeat(96), why: "no_chance" },
    { name: "all the same", text: "ab".repeat(48), why: "no_chance" },
  ])("that is $name is refused, and left as it lies", async ({ text, why }) => {
    writeFileSync(path(), text)
    await expect(openSecrets(folder)).rejects.toMatchObject({ code: "secret_unusable", detail: { file: path(), why } })
    expect(readFileSync(path(), "utf8")).toBe(text)
  })

  test("with one digit changed is refused, and left as it lies", async () => {
    await openSecrets(folder)
    const text = readFileSync(path(), "utf8")
    for (const at of [0, 40, 95, 97, 112]) {
      const changed = `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`
      writeFileSync(path(), changed)
      await expect(openSecrets(folder)).rejects.toMatchObject({ code: "secret_unusable", detail: { why: "changed" } })
      expect(readFileSync(path(), "utf8")).toBe(changed)
    }
  })

  test("of an earlier version is taken, and has a checksum from then on", async () => {
    writeFileSync(path(), `${good}\n`)
    const before = await openSecrets(folder)
    expect(readFileSync(path(), "utf8")).toMatch(new RegExp(`^${good}\n[0-9a-f]{16}\n$`))
    expect([(await openSecrets(folder)).hmac("x"), readdirSync(folder)]).toEqual([before.hmac("x"), ["secret.key"]])
  })

  test("with digits drawn by chance is taken", async () => {
    writeFileSync(path(), good)
    await expect(openSecrets(folder)).resolves.toMatchObject({ secret: new Uint8Array(Buffer.from(good, "hex")) })
  })
})
