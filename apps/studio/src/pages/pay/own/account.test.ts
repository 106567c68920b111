import { expect, it } from "vitest"
import { isWrongIban } from "./account.ts"

it.each([
  ["FR76 3000 6000 0112 3456 7890 189", false],
  ["FR76 3000 6000 0112 3456 7890 188", true],
  ["be71 0961 2345 6769", false],
  ["+221 77 123 45 67", false],
  ["", false],
])("of %s it is known whether it is an IBAN typed wrong: %s", (account, isWrong) => {
  expect(isWrongIban(account)).toBe(isWrong)
})
