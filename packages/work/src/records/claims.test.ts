import { RecordClaims, RecordFact } from "@justesse/types/records/claims"
import type { RecordTicks } from "@justesse/types/wire/record"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { accuracyOf, chooseClaims, type KnownWork, tellFacts } from "./claims.ts"
import { writeCredential } from "./credential.ts"

const DAY = 86_400_000
const HOUR = 3_600_000
const FIRST = Date.UTC(2026, 2, 2, 9)

const known: KnownWork = {
  hours: [
    { kind: "boxes", activeMs: 212 * HOUR + 900, sinceMs: FIRST },
    { kind: "transcription", activeMs: 96 * HOUR, sinceMs: FIRST + DAY },
  ],
  worked: { firstMs: FIRST, lastMs: Date.UTC(2026, 10, 27, 15) },
  roles: ["annotator"],
  accepted: 8_387,
  compared: { stood: 411, n: 426 },
  reviews: 3,
  trainedFor: ["Receipts"],
  languages: ["fr"],
}
const NOTHING: KnownWork = {
  ...{ hours: [], worked: null, roles: [], accepted: 0, compared: { stood: 0, n: 0 } },
  ...{ reviews: 0, trainedFor: [], languages: [] },
}
const ticks = (change: Partial<RecordTicks> = {}): RecordTicks => ({ name: null, hours: [], facts: [], ...change })
const signed = (claims: RecordClaims) =>
  JSON.stringify(writeCredential({ issuer: "https://a.example", number: "2026-000000318", issuedAtMs: FIRST, claims }))

describe("facts that can be told", () => {
  test("are those of the tables: days, whole seconds, counts", () => {
    expect(tellFacts(known)).toEqual({
      facts: {
        worked: { from: "2026-03-02", to: "2026-11-27" },
        roles: ["annotator"],
        acceptedAnswers: 8_387,
        decidedReviews: 3,
        accuracy: { ratio: 0.9648, low: 0.9427, high: 0.9785, n: 426 },
        trainedFor: ["Receipts"],
        languages: ["fr"],
      },
      hours: [
        { kind: "boxes", seconds: 763_200, since: "2026-03-02" },
        { kind: "transcription", seconds: 345_600, since: "2026-03-03" },
      ],
      compared: { n: 426, least: 20 },
    })
  })

  test("are none where there is nothing to say, and no accuracy of few answers", () => {
    expect(tellFacts(NOTHING)).toEqual({ facts: {}, hours: [], compared: { n: 0, least: 20 } })
    expect(accuracyOf({ stood: 19, n: 19 })).toBeNull()
    expect(accuracyOf({ stood: 20, n: 20 })).toEqual({ ratio: 1, low: 0.8389, high: 1, n: 20 })
    expect(accuracyOf({ stood: 0, n: 20 })).toEqual({ ratio: 0, low: 0, high: 0.1611, n: 20 })
  })

  test("a rejection is none, nor anything that somebody could order people by", () => {
    const names = Object.keys(RecordClaims.shape).join(" ")
    expect(names).not.toMatch(/reject|refus|appeal|rank|score|speed|earn|pay/i)
  })
})

describe("what a record says", () => {
  test("is what was ticked, as it was told", () => {
    const claims = chooseClaims(tellFacts(known), ticks({ name: "Awa Diop", hours: ["boxes"], facts: ["accuracy"] }))
    expect(claims).toEqual({
      name: "Awa Diop",
      activeHours: [{ kind: "boxes", seconds: 763_200 }],
      accuracy: { ratio: 0.9648, low: 0.9427, high: 0.9785, n: 426 },
    })
    expect(RecordClaims.parse(claims)).toEqual(claims)
  })

  test("nothing ticked, and what cannot be said, are refused by name", () => {
    expect(() => chooseClaims(tellFacts(known), ticks({ name: "Awa" }))).toThrow("invalid_input")
    expect(() => chooseClaims(tellFacts(NOTHING), ticks({ facts: ["accuracy"] }))).toThrow(
      expect.objectContaining({ detail: { field: "accuracy", rule: "nothing to say" } }),
    )
    expect(() => chooseClaims(tellFacts(NOTHING), ticks({ hours: ["boxes"] }))).toThrow(
      expect.objectContaining({ detail: { field: "boxes", rule: "nothing to say" } }),
    )
  })

  test("TRA-6: to the last letter the same, whatever else is true of its person", () => {
    const work: fc.Arbitrary<KnownWork> = fc.record({
      hours: fc.constant(known.hours),
      worked: fc.constant(known.worked),
      roles: fc.subarray<"owner" | "reviewer" | "annotator">(["owner", "reviewer", "annotator"]),
      accepted: fc.nat(10_000),
      compared: fc.nat(500).map((n) => ({ n, stood: Math.floor(n / 2) })),
      reviews: fc.nat(50),
      trainedFor: fc.array(fc.string()),
      languages: fc.subarray<"en" | "fr">(["en", "fr"]),
    })
    const chosen = fc.subarray([...RecordFact.options])
    const same = fc.property(work, chosen, fc.boolean(), (other, facts, withHours) => {
      // Somebody of whom only the ticked facts are the same.
      const [mine, theirs] = [tellFacts(known), tellFacts(other)]
      const told = { ...theirs.facts, ...Object.fromEntries(facts.map((fact) => [fact, mine.facts[fact]])) }
      const wanted = ticks({ facts, hours: withHours ? ["boxes"] : [] })
      if (facts.length === 0 && !withHours) return
      const one = signed(chooseClaims(mine, wanted))
      expect(signed(chooseClaims({ ...theirs, facts: told }, wanted))).toBe(one)
      // And in whatever order somebody ticked.
      expect(signed(chooseClaims(mine, { ...wanted, facts: [...facts].reverse() }))).toBe(one)
      for (const fact of RecordFact.options) if (!facts.includes(fact)) expect(one).not.toContain(fact)
    })
    fc.assert(same, { numRuns: 2_000 })
  })

  test("has the shape of a Verifiable Credential 2.0", () => {
    const claims = chooseClaims(tellFacts(known), ticks({ facts: ["roles"] }))
    expect(JSON.parse(signed(claims))).toEqual({
      "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"],
      type: ["VerifiableCredential", "WorkRecord"],
      issuer: "https://a.example",
      validFrom: "2026-03-02T09:00:00Z",
      jti: "2026-000000318",
      credentialStatus: {
        type: "WithdrawnList",
        id: "https://a.example/.well-known/justesse-withdrawn.json",
      },
      credentialSubject: { roles: ["annotator"] },
    })
  })
})
