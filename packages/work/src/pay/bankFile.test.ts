import { describe, expect, test } from "vitest"
import { type FilePayout, findFileFaults, readIban, writeBankFile, writePayoutTable } from "./bankFile.ts"

// Example numbers of the IBAN registry.
const FRENCH = "FR76 3000 6000 0112 3456 7890 189"
const GERMAN = "DE89370400440532013000"
const HEAD = {
  number: 7,
  from: { name: "Studio Été", iban: GERMAN },
  madeAt: "2026-11-30T09:30:00",
  payDay: "2026-12-01",
}
const PAYOUT: FilePayout = { number: 31, to: { name: "Amina Łaźmi & fils", iban: FRENCH }, amountMicros: 12_340_000 }

test.each([
  [FRENCH, "FR7630006000011234567890189"],
  [GERMAN.toLowerCase(), GERMAN],
  ["TN59 1000 6035 1835 9847 8831", "TN5910006035183598478831"],
  ["FR76 3000 6000 0112 3456 7890 188", null],
  ["FR77 3000 6000 0112 3456 7890 189", null],
  ["not an account", null],
  ["", null],
])("the account %s is %s", (text, iban) => expect(readIban(text)).toBe(iban))

test("two digits that changed places, and any one digit changed, are no account", () => {
  const iban = readIban(FRENCH) ?? ""
  for (let at = 2; at < iban.length; at++) {
    const other = iban[at] === "5" ? "6" : "5"
    expect(readIban(iban.slice(0, at) + other + iban.slice(at + 1))).toBeNull()
    const swapped = iban.slice(0, at) + (iban[at + 1] ?? "") + (iban[at] ?? "") + iban.slice(at + 2)
    if (swapped !== iban && at > 3) expect(readIban(swapped)).toBeNull()
  }
})

describe("a file for a bank", () => {
  const file = writeBankFile(HEAD, [PAYOUT, { ...PAYOUT, number: 32, amountMicros: 660_000 }])
  const all = (tag: string) =>
    Array.from(file.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, "g")), ([, text]) => text)

  test("LED-9: says how many transfers it holds and their exact sum, twice, and each amount", () => {
    expect(all("NbOfTxs")).toEqual(["2", "2"])
    expect(all("CtrlSum")).toEqual(["13.00", "13.00"])
    expect(all("InstdAmt")).toEqual(["12.34", "0.66"])
    expect(all("EndToEndId")).toEqual(["PAYOUT-31", "PAYOUT-32"])
    expect(all("IBAN")).toEqual([GERMAN, "FR7630006000011234567890189", "FR7630006000011234567890189"])
    expect(all("Dt")).toEqual(["2026-12-01"])
  })

  test("writes names in the signs that every bank takes, and nothing that would end a tag", () => {
    expect(all("Nm")).toEqual(["Studio Ete", "Studio Ete", "Amina .azmi . fils", "Amina .azmi . fils"])
    const wild = writeBankFile(HEAD, [{ ...PAYOUT, to: { name: "</Nm><IBAN>x", iban: FRENCH } }])
    expect(wild).toContain("<Nm>./Nm..IBAN.x</Nm>")
  })

  test("its tags are closed in their order", () => {
    const open: string[] = []
    for (const [, end, tag] of file.matchAll(/<(\/?)([A-Za-z]+)[^>?]*>/g)) {
      if (end) expect(open.pop()).toBe(tag)
      else if (tag) open.push(tag)
    }
    expect(open).toEqual([])
  })

  test.each([
    ["an account with wrong check digits", { to: { name: "A", iban: "FR00" } }, { number: 31, what: "iban" }],
    ["a name of signs that no bank takes", { to: { name: "山田", iban: FRENCH } }, { number: 31, what: "name" }],
    ["less than a cent", { amountMicros: 9_999 }, { number: 31, what: "amount" }],
    ["a part of a cent", { amountMicros: 12_345_678 }, { number: 31, what: "amount" }],
    ["a debt", { amountMicros: -10_000 }, { number: 31, what: "amount" }],
    ["more than a bank takes", { amountMicros: 1e15 }, { number: 31, what: "amount" }],
  ])("is not made with %s: it is said which", (_name, more, fault) => {
    const payouts = [{ ...PAYOUT, ...more }]
    expect(findFileFaults(HEAD, payouts)).toEqual([fault])
    expect(() => writeBankFile(HEAD, payouts)).toThrow(`NOT_FOR_A_BANK: 31 ${fault.what}`)
  })

  test("is not made from an account that is none, nor without a payout", () => {
    expect(findFileFaults({ from: { name: "A", iban: "x" } }, [])).toEqual([{ number: 0, what: "iban" }])
    expect(() => writeBankFile(HEAD, [])).toThrow("NOT_FOR_A_BANK: no payout")
  })
})

test("a table holds the same in any currency, and no cell that a spreadsheet would run", () => {
  const named = { ...PAYOUT, to: { name: '=HYPERLINK("x")', iban: FRENCH } }
  expect(writePayoutTable([named], "TND")).toBe(
    `number,name,account,amount,currency\r\n31,"'=HYPERLINK(""x"")","${FRENCH}",12.340,TND\r\n`,
  )
  expect(writePayoutTable([{ ...PAYOUT, amountMicros: 655_000_000 }], "XOF")).toContain(",655,XOF\r\n")
})

test("an account of a table stays exact, also where it begins with a sign; what could be a formula is guarded", () => {
  const table = (iban: string) => writePayoutTable([{ ...PAYOUT, to: { name: "Awa", iban } }], "XOF")
  expect(table("+221 77 123 45 67")).toContain(',"+221 77 123 45 67",')
  expect(table("+1+cmd|' /C calc'!A0")).toContain(`,"'+1+cmd|`)
})
