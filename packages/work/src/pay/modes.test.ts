import { expect, test } from "vitest"
import { whyNotMode } from "./modes.ts"

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
