import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Account, accountOf } from "../ledger/accounts.ts"
import { findShort, makeTransaction } from "../ledger/transaction.ts"
import { funds, TERMS } from "../testing/terms.ts"
import { ALLOWANCE_SECONDS, type Funds, openingMicros, planAllowance, planExtension, planReserve } from "./reserve.ts"
import { reserveMicros } from "./terms.ts"

const ALLOWANCE = ALLOWANCE_SECONDS * 1_000
const R = reserveMicros(TERMS)

/** Balances after a plan; throws where it would take what is not there. */
function after(of: Funds, id = "a1"): Map<Account, number> | null {
  const moves = planReserve(of, id, TERMS)
  if (!moves) return null
  const balances = new Map<Account, number>([
    [accountOf("project_free", 1), of.freeMicros],
    [accountOf("session_tranche", "s"), of.trancheMicros],
    [accountOf("session_allowance", "s"), of.allowanceMicros],
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
  test("fills a tranche for four and an allowance of 20 minutes from a rich project, and reserves the whole of its own", () => {
    const balances = after(funds(1e9))
    expect(balances?.get("assignment_reserve:a1")).toBe(R)
    expect(balances?.get("session_allowance:s")).toBe(ALLOWANCE)
    expect(balances?.get("session_tranche:s")).toBe(3 * R)
    expect(balances?.get("project_free:1")).toBe(1e9 - 4 * R - ALLOWANCE)
  })

  test("takes from its tranche alone while there is enough on it: the project's row is not written", () => {
    const moves = planReserve(funds(1e9, { trancheMicros: R, allowanceMicros: ALLOWANCE }), "a1", TERMS) ?? []
    const free = moves.filter(({ from, amountMicros }) => from === "project_free:1" && amountMicros > 0)
    expect(free).toEqual([])
  })

  test("fills the allowance again for what is due from it", () => {
    const of = funds(1e9, { allowanceMicros: ALLOWANCE, allowanceDueMicros: 70_000 })
    expect(after(of)?.get("session_allowance:s")).toBe(ALLOWANCE + 70_000)
  })

  test("LED-7: takes the last that is there, calls what lies unreserved elsewhere back, and is refused one micro-unit below", () => {
    expect(after(funds(R + ALLOWANCE))?.get("project_free:1")).toBe(0)
    expect(after(funds(R + ALLOWANCE - 1))).toBeNull()
    const others = [
      { sessionId: "t", trancheMicros: 5 },
      { sessionId: "u", trancheMicros: 9 },
    ]
    const balances = after(funds(R + ALLOWANCE - 7, { others }))
    expect(balances?.get("session_tranche:t")).toBe(0)
    expect(balances?.get("session_tranche:u")).toBe(7)
    expect(after(funds(R + ALLOWANCE - 15, { others }))).toBeNull()
  })

  test("LED-7: a budget for k gives exactly k, whoever leases", () => {
    const holds = fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(R - 1),
      fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }),
      (k, rest, who) => {
        const people = [...new Set(who)]
        let free = k * R + people.length * ALLOWANCE + rest
        const tranches = new Map(people.map((one) => [one, 0]))
        const allowances = new Map(people.map((one) => [one, 0]))
        let leases = 0
        for (const one of [...people, ...who]) {
          const others = people
            .filter((other) => other !== one)
            .map((other) => ({ sessionId: `s${other}`, trancheMicros: tranches.get(other) ?? 0 }))
          const of = funds(free, {
            sessionId: `s${one}`,
            trancheMicros: tranches.get(one) ?? 0,
            allowanceMicros: allowances.get(one) ?? 0,
            others,
          })
          const moves = planReserve(of, `a${leases}`, TERMS)
          if (!moves) continue
          leases++
          for (const { from, to, amountMicros } of moves) {
            if (from === "project_free:1") free -= amountMicros
            for (const other of people) {
              if (from === `session_tranche:s${other}`) tranches.set(other, (tranches.get(other) ?? 0) - amountMicros)
              if (to === `session_tranche:s${other}`) tranches.set(other, (tranches.get(other) ?? 0) + amountMicros)
              if (to === `session_allowance:s${other}`)
                allowances.set(other, (allowances.get(other) ?? 0) + amountMicros)
            }
          }
        }
        // Each person needs a lease to have an allowance: with fewer leases than people some money is left for one of those.
        expect(leases).toBeGreaterThanOrEqual(Math.min(k, 40))
        const left = free + [...tranches.values()].reduce((sum, one) => sum + one, 0)
        if (leases < 40 + people.length) expect(left).toBeLessThan(R + ALLOWANCE)
      },
    )
    fc.assert(holds, { numRuns: 200 })
  })
})

test("going on beyond a cap reserves one more, from the tranche first; without money the person sends what is there", () => {
  const moves = planExtension(funds(150_000, { trancheMicros: 60_000 }), "a1", TERMS)
  expect(moves?.map(({ from, amountMicros }) => [from, amountMicros])).toEqual([
    ["session_tranche:s", 60_000],
    ["project_free:1", 140_000],
  ])
  expect(planExtension(funds(139_999, { trancheMicros: 60_000 }), "a1", TERMS)).toBeNull()
})

test("an allowance is brought up to what is due from it, when the project can", () => {
  const of = funds(1_000, { allowanceMicros: 500, allowanceDueMicros: 1_200 })
  expect(planAllowance(of)).toEqual([{ from: "project_free:1", to: "session_allowance:s", amountMicros: 700 }])
  expect(planAllowance({ ...of, freeMicros: 699 })).toBeNull()
  expect(planAllowance({ ...of, allowanceMicros: 9_000 })?.[0]?.amountMicros).toBe(0)
})

test("REQ-4: a project opens with the money for a session that begins: its first lease and twenty minutes without one", () => {
  expect(openingMicros(TERMS)).toBe(reserveMicros(TERMS) + ALLOWANCE_SECONDS * (TERMS.floorMicrosPerHour / 3_600))
  const begins = {
    projectId: 1,
    sessionId: "1",
    trancheMicros: 0,
    allowanceMicros: 0,
    allowanceDueMicros: 0,
    others: [],
  }
  const plan = (freeMicros: number) =>
    planReserve({ ...begins, freeMicros, floorMicrosPerHour: TERMS.floorMicrosPerHour }, "a", TERMS)
  expect(plan(openingMicros(TERMS))).not.toBeNull()
  expect(plan(openingMicros(TERMS) - 1)).toBeNull()
})
