import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Account, accountOf } from "../ledger/accounts.ts"
import { findShort, makeTransaction } from "../ledger/transaction.ts"
import { funds, TERMS } from "../testing/terms.ts"
import {
  type Funds,
  fundsAfter,
  isReserved,
  openingMicros,
  planReserve,
  sessionMicros,
  spareMicros,
} from "./reserve.ts"
import { leastMicros, reserveMicros } from "./terms.ts"

const R = reserveMicros(TERMS)
/** Twenty minutes at the floor. */
const BESIDE = 1_200_000
const QUOTED = 70_000
const LEAST = leastMicros(TERMS, QUOTED)

/** Balances after a plan; throws where it would take what is not there. */
function after(of: Funds, quotedMicros?: number, id = "a1"): Map<Account, number> | null {
  const moves = planReserve(of, id, TERMS, quotedMicros)
  if (!moves) return null
  const balances = new Map<Account, number>([
    [accountOf("project_free", 1), of.freeMicros],
    [accountOf("session_tranche", of.sessionId), of.trancheMicros],
    ...of.others.map(({ sessionId, trancheMicros }): [Account, number] => [
      accountOf("session_tranche", sessionId),
      trancheMicros,
    ]),
  ])
  const transaction = makeTransaction({ key: "k", kind: "reserve", currency: "EUR", atMs: 1 }, moves)
  if (!transaction) return balances
  expect(findShort((account) => balances.get(account) ?? 0, transaction)).toEqual([])
  for (const { account, amountMicros } of transaction.entries)
    balances.set(account, (balances.get(account) ?? 0) + amountMicros)
  return balances
}

describe("a lease", () => {
  test("fills its session's reserve for four leases and 20 minutes from a rich project, and reserves its whole time limit", () => {
    const balances = after(funds(1e9), QUOTED)
    expect(balances?.get("assignment_reserve:a1")).toBe(R)
    expect(balances?.get("session_tranche:s")).toBe(3 * R + BESIDE)
    expect(balances?.get("project_free:1")).toBe(1e9 - sessionMicros(TERMS))
  })

  test("takes from its session's reserve alone while there is enough on it: the project's row is not written", () => {
    const of = funds(0, { trancheMicros: R + BESIDE })
    expect(isReserved(of, TERMS, 1, QUOTED)).toBe(true)
    expect(isReserved(of, TERMS, 2, QUOTED)).toBe(false)
    expect(isReserved(funds(0, { trancheMicros: R + BESIDE - 1 }), TERMS, 1, QUOTED)).toBe(false)
    const moves = planReserve({ ...of, freeMicros: 1e9 }, "a1", TERMS, QUOTED) ?? []
    expect(moves.filter(({ from, amountMicros }) => from === "project_free:1" && amountMicros > 0)).toEqual([])
  })

  test("leaves what time without a lease is worth on its session's reserve", () => {
    expect(after(funds(LEAST + 500, { dueMicros: 500 }), QUOTED)?.get("session_tranche:s")).toBe(500)
    expect(after(funds(LEAST + 499, { dueMicros: 500 }), QUOTED)).toBeNull()
  })

  test("a job for 3 is never reserved with more than 3, whatever is free, and what is too much goes back", () => {
    const restMicros = 10 * LEAST
    const balances = after(funds(1e9, { restMicros }), QUOTED)
    expect(balances?.get("project_free:1")).toBe(1e9 - restMicros)
    const later = after(funds(0, { restMicros: 3 * LEAST, heldMicros: LEAST, trancheMicros: 9 * LEAST }), QUOTED)
    expect(later?.get("project_free:1")).toBe(7 * LEAST)
    expect((later?.get("session_tranche:s") ?? 0) + (later?.get("assignment_reserve:a1") ?? 0)).toBe(2 * LEAST)
  })

  test("LED-7: takes the last that is there, calls what lies unreserved elsewhere back, and is refused one micro-unit below", () => {
    expect(after(funds(LEAST), QUOTED)?.get("project_free:1")).toBe(0)
    expect(after(funds(LEAST - 1), QUOTED)).toBeNull()
    const others = [
      { sessionId: "t", trancheMicros: 5 },
      { sessionId: "u", trancheMicros: 9 },
    ]
    const balances = after(funds(LEAST - 7, { others }), QUOTED)
    expect(balances?.get("session_tranche:t")).toBe(0)
    expect(balances?.get("session_tranche:u")).toBe(7)
    expect(after(funds(LEAST - 15, { others }), QUOTED)).toBeNull()
  })

  test("LED-7: a budget for k gives exactly k, whoever leases, as long as nothing comes back", () => {
    const holds = fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(LEAST - 1),
      fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }),
      (k, rest, who) => {
        let free = k * LEAST + rest
        const reserves = new Map(who.map((one) => [`s${one}`, 0]))
        let reserved = 0
        for (const one of who) {
          const sessionId = `s${one}`
          const others = [...reserves].filter(([id]) => id !== sessionId)
          const of = funds(free, {
            ...{ sessionId, trancheMicros: reserves.get(sessionId) ?? 0, restMicros: LEAST },
            others: others.map(([id, trancheMicros]) => ({ sessionId: id, trancheMicros })),
          })
          const moves = planReserve(of, `a${reserved}`, TERMS, QUOTED)
          if (!moves) continue
          reserved++
          const left = fundsAfter(of, moves)
          free = left.freeMicros
          reserves.set(sessionId, left.trancheMicros)
          for (const { sessionId: id, trancheMicros } of left.others) reserves.set(id, trancheMicros)
        }
        expect(reserved).toBe(k)
        expect(free + [...reserves.values()].reduce((sum, one) => sum + one, 0)).toBe(rest)
      },
    )
    fc.assert(holds, { numRuns: 200 })
  })
})

test("the funds after a lease are what its moves leave", () => {
  const of = funds(R, { trancheMicros: 5, others: [{ sessionId: "t", trancheMicros: 9 }] })
  const moves = planReserve(of, "a1", TERMS)
  expect(moves && fundsAfter(of, moves)).toMatchObject({
    ...{ freeMicros: 0, trancheMicros: 5, heldMicros: R, others: [{ trancheMicros: 9 }] },
  })
})

describe("what a lease that is over does not need", () => {
  const lease = { terms: TERMS, paidSeconds: 40, drawnMicros: 60_000, isJudged: true, balanceMicros: R - 60_000 }
  test.each([
    ["an answer keeps bonus and review", { ...lease, accruedMicros: 60_000 }, R - 60_000 - 15_000],
    ["one slower than its price keeps its floor", { ...lease, paidSeconds: 90, accruedMicros: 60_000 }, R - 105_000],
    ["one that is not judged keeps its time alone", { ...lease, accruedMicros: 60_000, isJudged: false }, R - 60_000],
    [
      "a skip keeps its time",
      { ...lease, ...{ drawnMicros: 0, balanceMicros: R, accruedMicros: 0, isJudged: false } },
      R - 40_000,
    ],
    ["one that took longer than its limit has nothing", { ...lease, paidSeconds: 900, accruedMicros: 60_000 }, 0],
  ])("%s", (_name, one, spare) => expect(spareMicros(one)).toBe(spare))
})

test("REQ-4: a project opens with the money for its first session, and never with more than the job can cost", () => {
  expect(openingMicros(TERMS, 1e9, QUOTED)).toBe(R + BESIDE)
  expect(openingMicros(TERMS, 5 * LEAST, QUOTED)).toBe(5 * LEAST)
  expect(openingMicros(TERMS, 0, QUOTED)).toBe(LEAST)
})
