import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { MIN_PASSWORD } from "@justesse/types/signIn"
import { email } from "@justesse/types/wire/account"
import { describe, expect, test } from "vitest"
import { amountFault, emailFault, emailMaybeFault, neededFault, newPasswordFault, urlFault } from "./faults.ts"

const SOURCE = join(import.meta.dirname, "..")

describe("what is wrong with what was typed", () => {
  test.each([
    ["ana@example.org", null],
    [" ana@example.org ", null],
    ["ana", "email"],
    ["ana@example", "email"],
    ["", "empty"],
  ] as const)("the address %j: %s, as the server says", (text, fault) => {
    expect(emailFault(text)).toBe(fault)
    expect(email.safeParse(text.trim()).success).toBe(fault === null)
  })

  test("an address that may be left out", () => {
    expect(emailMaybeFault("")).toBe(null)
    expect(emailMaybeFault("ana@")).toBe("email")
  })

  test("an amount is more than nought, as the field or a keyboard gives it", () => {
    expect([0, -5, "0", "-5", "-"].map(amountFault)).toEqual(Array(5).fill("more"))
    expect(["", " ", 0.01, "12"].map(amountFault)).toEqual(["empty", "empty", null, null])
  })

  test("names, passwords and public addresses", () => {
    expect([neededFault(" "), neededFault("Ana")]).toEqual(["empty", null])
    expect(newPasswordFault("x".repeat(MIN_PASSWORD - 1))).toBe("short")
    expect(newPasswordFault("x".repeat(MIN_PASSWORD))).toBe(null)
    const urls = ["https://labels.example.org", "labels.example.org", "ftp://labels.example.org", ""]
    expect(urls.map(urlFault)).toEqual([null, "url", "url", "empty"])
  })

  test("no form leaves it to the browser to say so, in the browser's language (found O33)", () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"))
    const bare = files.filter((name) => readFileSync(join(SOURCE, name), "utf8").includes("<form"))
    expect(bare).toEqual([join("ui", "Form.tsx")])
  })
})
