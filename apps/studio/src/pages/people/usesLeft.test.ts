import { expect, test } from "vitest"
import { usesLeft } from "./usesLeft.ts"

test("who was invited and is not yet here is counted by the places that invitations have left (found O30)", () => {
  const link = { id: 1, name: "", email: null, roles: [], madeAtMs: 0, endsAtMs: 1 }
  const invitations = [
    { ...link, state: "waiting" as const, uses: 1, maxUses: 4 },
    { ...link, state: "waiting" as const, uses: 0, maxUses: 1 },
    { ...link, state: "over" as const, uses: 0, maxUses: 9 },
    { ...link, state: "used" as const, uses: 4, maxUses: 4 },
    { ...link, state: "withdrawn" as const, uses: 0, maxUses: 9 },
  ]
  expect(usesLeft(invitations)).toBe(4)
})
