import { expect, test } from "vitest"
import { whyNotCurrency, whyNotMode } from "./modes.ts"

test.each([
  ["paid with pseudonyms", { mode: "paid", names: "open" }, { mode: "paid", openLeases: 4 }, null],
  ["paid with names", { mode: "paid", names: "in_house" }, { mode: "paid", openLeases: 0 }, "names_are_seen"],
  ["salaried with names", { mode: "salaried", names: "in_house" }, { mode: "salaried", openLeases: 1 }, null],
  ["volunteers with pseudonyms", { mode: "volunteer", names: "open" }, { mode: "salaried", openLeases: 0 }, null],
  [
    "another way while work is in hand",
    { mode: "volunteer", names: "open" },
    { mode: "paid", openLeases: 1 },
    "work_in_hand",
  ],
] as const)("a way to pay: %s", (_name, wanted, now, why) => expect(whyNotMode(wanted, now)).toBe(why))

test.each([
  ["the same one", "EUR", { currency: "EUR", heldMicros: 5, openLeases: 2 }, null],
  ["another one before there is money", "JPY", { currency: "EUR", heldMicros: 0, openLeases: 0 }, null],
  ["another one beside money", "JPY", { currency: "EUR", heldMicros: 1, openLeases: 0 }, "money_is_there"],
  ["another one beside work in hand", "TND", { currency: "XOF", heldMicros: 0, openLeases: 1 }, "work_in_hand"],
] as const)("a currency: %s", (_name, wanted, now, why) => expect(whyNotCurrency(wanted, now)).toBe(why))
