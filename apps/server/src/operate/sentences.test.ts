import { JustesseError } from "@justesse/types"
import { expect, test } from "vitest"
import { sentenceFor } from "./sentences.ts"

const system = (code: string, more: Record<string, string> = {}) =>
  Object.assign(new Error("said by the system"), { code, ...more })

test.each([
  [
    "EPERM",
    { path: "/d/secret.key" },
    /^\/d\/secret\.key cannot be written: its folder belongs to somebody else or is read-only/,
  ],
  ["EROFS", { path: "/d/secret.key" }, /^\/d\/secret\.key cannot be written/],
  ["EACCES", { path: "/d" }, /^\/d cannot be written/],
  ["SQLITE_READONLY_DIRECTORY", {}, /^The database file cannot be written/],
  ["SQLITE_CANTOPEN", {}, /^The database file cannot be opened/],
  ["SQLITE_CORRUPT_VTAB", {}, /^The database file is damaged/],
  ["28P01", {}, /refuses the password/],
  ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", {}, /The key does not belong to the certificate/],
  ["ERR_OSSL_ANYTHING_ELSE", {}, /cannot be read: both are PEM files/],
])("a studio that meets %s says what would help, in one sentence without a stack", (code, more, says) => {
  expect(sentenceFor(system(code, more))).toMatch(says)
  expect(sentenceFor(new AggregateError([system(code, more)]))).toMatch(says)
})

test("a bug has no sentence of its own, and a refusal never shows its code", () => {
  expect(sentenceFor(new TypeError("x is undefined"))).toBeNull()
  expect(sentenceFor(new JustesseError("not_allowed", { scope: "read" }))).toBe("This is not allowed here.")
  expect(sentenceFor(new JustesseError("slug_taken", { slug: "shop" }))).toMatch(/^A project shop is there already/)
})
