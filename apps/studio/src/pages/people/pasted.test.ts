import { expect, it } from "vitest"
import { peopleFrom } from "./pasted.ts"

it("reads one person a line, with or without an address, in any order", () => {
  expect(
    peopleFrom('Awa Diop, awa@example.org\n\n"Jonas Weber"\r\nines@example.org;Inès Caron\nsolo@example.org\n,\n'),
  ).toEqual([
    { name: "Awa Diop", email: "awa@example.org" },
    { name: "Jonas Weber", email: null },
    { name: "Inès Caron", email: "ines@example.org" },
    { name: "solo", email: "solo@example.org" },
  ])
})
