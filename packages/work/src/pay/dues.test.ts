import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { assignment, session, TERMS } from "../testing/terms.ts"
import { earnedMicros, floorMicros, payDue, type SessionPay } from "./dues.ts"
import { mentoringFloor } from "./floor.ts"
import { timeMicros, workMicros } from "./terms.ts"

const taken = (due: ReturnType<typeof payDue>) => due.moves.map(({ from, amountMicros }) => `${amountMicros} ${from}`)

describe("a session", () => {
  test("pays each answer's piece when it is sent, from its own reserve", () => {
    const due = payDue(session([assignment("a1", 90), assignment("a2", 10, { accruedMicros: 0 })]))
    expect(taken(due)).toEqual(["60000 assignment_reserve:a1"])
    expect(due).toMatchObject({ paidMicros: 60_000, owedMicros: 0 })
  })

  test("PAY-1: is added to up to the floor when it is closed, for skipped and expired work and breaks too", () => {
    const of = session([assignment("a1", 90), assignment("a2", 50, { accruedMicros: 0 })], {
      isClosed: true,
      unleasedSeconds: 20,
      paidMicros: 60_000,
    })
    const paid = {
      ...of,
      assignments: of.assignments.map((one) => (one.id === "a1" ? { ...one, drawnMicros: 60_000 } : one)),
    }
    expect(floorMicros(paid)).toBe(160_000)
    expect(earnedMicros(paid)).toBe(160_000)
    expect(taken(payDue(paid))).toEqual([
      "20000 session_allowance:s",
      "30000 assignment_reserve:a1",
      "50000 assignment_reserve:a2",
    ])
  })

  test("pays mentoring a quarter above the floor, beside whatever its pieces brought", () => {
    const mentored = { isClosed: true, unleasedSeconds: 120, mentoringSeconds: 100 }
    const slow = session([assignment("a1", 90)], { ...mentored, freeMicros: 1e9 })
    // 110 s at the floor (more than the piece), and 100 s at 1.25.
    expect(earnedMicros(slow)).toBe(110_000 + 125_000)
    const fast = session([assignment("a1", 5)], mentored)
    expect(earnedMicros(fast)).toBe(60_000 + 125_000)
    const due = payDue({ ...slow, allowanceMicros: 1_000_000 })
    expect(taken(due)).toContain("145000 session_allowance:s")
    expect(due).toMatchObject({ owedMicros: 0, paidMicros: 235_000 })
  })

  test("that earned more by its pieces keeps it", () => {
    const of = session([assignment("a1", 30), assignment("a2", 20)], { isClosed: true, paidMicros: 120_000 })
    expect(earnedMicros(of)).toBe(120_000)
    expect(payDue(of)).toMatchObject({ paidMicros: 0, owedMicros: 0, moves: [] })
  })

  test("each lease at its own floor: a later one changes nothing of what was leased before (PAY-4)", () => {
    const dear = { ...TERMS, floorMicrosPerHour: 7_200_000 }
    const of = session([assignment("a1", 60), assignment("a2", 60, { terms: dear })], { isClosed: true })
    expect(floorMicros(of)).toBe(180_000)
  })

  test("rounds up once, and not for each assignment", () => {
    const odd = { ...TERMS, floorMicrosPerHour: 12_000_000, priceMicros: 0 }
    const parts = [1, 1, 1].map((seconds, i) => assignment(`a${i}`, seconds, { terms: odd, accruedMicros: 0 }))
    expect(floorMicros(session(parts))).toBe(10_000)
  })

  test("takes time that is told after everything was released from what is free, and owes the rest", () => {
    const late = assignment("a1", 150, { drawnMicros: 60_000, availableMicros: 0 })
    const of = session([late], { isClosed: true, paidMicros: 60_000, allowanceMicros: 0, freeMicros: 50_000 })
    const due = payDue(of)
    expect(taken(due)).toEqual(["50000 project_free:1"])
    expect(due).toMatchObject({ paidMicros: 50_000, owedMicros: 40_000 })
    expect(payDue({ ...of, paidMicros: 110_000, freeMicros: 1e9 })).toMatchObject({ paidMicros: 40_000, owedMicros: 0 })
  })

  test("a piece that is sent after the session was closed is part of what was added already", () => {
    const late = assignment("a1", 100, { drawnMicros: 100_000, availableMicros: 100_000 })
    const of = session([late], { isClosed: true, paidMicros: 100_000 })
    expect(payDue(of)).toMatchObject({ paidMicros: 0, owedMicros: 0 })
  })
})

/** Sessions of which everything that was reserved is still there. */
const drawn: fc.Arbitrary<SessionPay> = fc
  .array(
    fc.record({
      seconds: fc.nat(200),
      isSent: fc.boolean(),
      priceMicros: fc.nat(400_000),
      floorMicrosPerHour: fc.integer({ min: 1, max: 20_000_000 }),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .chain((parts) => fc.tuple(fc.constant(parts), fc.nat(1_200), fc.integer({ min: 1, max: 20_000_000 })))
  .map(([parts, unleasedSeconds, floor]) => {
    const assignments = parts.map(({ seconds, isSent, priceMicros, floorMicrosPerHour }, i) => {
      const terms = { ...TERMS, priceMicros, floorMicrosPerHour }
      const availableMicros = workMicros(terms)
      return assignment(`a${i}`, seconds, { terms, accruedMicros: isSent ? priceMicros : 0, availableMicros })
    })
    const allowanceMicros = Math.ceil((floor * 1_200) / 3_600)
    return session(assignments, { unleasedSeconds, floorMicrosPerHour: floor, allowanceMicros })
  })

test("LED-4b, PAY-1: what is reserved covers every session in full, and 3,600 times what is paid is never less than floor times seconds", () => {
  const holds = fc.property(drawn, (open) => {
    const sent = payDue(open)
    expect(sent.owedMicros).toBe(0)
    const assignments = open.assignments.map((one) => {
      const by = sent.drawn.get(one.id) ?? 0
      return { ...one, drawnMicros: by, availableMicros: one.availableMicros - by }
    })
    const closed = { ...open, isClosed: true, assignments, paidMicros: sent.paidMicros }
    const due = payDue(closed)
    expect(due.owedMicros).toBe(0)
    for (const { from } of due.moves) expect(from.startsWith("project_free")).toBe(false)
    const paid = BigInt(sent.paidMicros + due.paidMicros)
    const worth = open.assignments.reduce(
      (sum, { terms, paidSeconds }) => sum + BigInt(terms.floorMicrosPerHour) * BigInt(paidSeconds),
      BigInt(open.floorMicrosPerHour) * BigInt(open.unleasedSeconds),
    )
    expect(3_600n * paid >= worth).toBe(true)
    expect(payDue({ ...closed, paidMicros: Number(paid) }).moves).toEqual([])
  })
  fc.assert(holds, { numRuns: 400 })
})

test("PAY-2: more time, another answer or another assignment never lowers what a session has earned", () => {
  const holds = fc.property(drawn, fc.boolean(), fc.nat(14), fc.nat(500), (of, isClosed, at, more) => {
    const before = earnedMicros({ ...of, isClosed })
    const worked = of.assignments.map((one, i) => (i === at ? { ...one, paidSeconds: one.paidSeconds + more } : one))
    const sent = of.assignments.map((one, i) =>
      i === at ? { ...one, accruedMicros: Math.max(one.accruedMicros, one.terms.priceMicros) } : one,
    )
    expect(earnedMicros({ ...of, isClosed, assignments: worked })).toBeGreaterThanOrEqual(before)
    expect(earnedMicros({ ...of, isClosed, assignments: sent })).toBeGreaterThanOrEqual(before)
    expect(
      earnedMicros({ ...of, isClosed, assignments: [...of.assignments, assignment("new", more)] }),
    ).toBeGreaterThanOrEqual(before)
    expect(earnedMicros({ ...of, isClosed, unleasedSeconds: of.unleasedSeconds + more })).toBeGreaterThanOrEqual(before)
    const mentored = { unleasedSeconds: of.unleasedSeconds + more, mentoringSeconds: more }
    expect(earnedMicros({ ...of, isClosed, ...mentored })).toBeGreaterThanOrEqual(before)
    if (isClosed)
      expect(earnedMicros({ ...of, isClosed, ...mentored })).toBe(
        before + timeMicros(mentoringFloor(of.floorMicrosPerHour), more),
      )
    expect(earnedMicros({ ...of, isClosed: true })).toBeGreaterThanOrEqual(before)
  })
  fc.assert(holds, { numRuns: 300 })
})
