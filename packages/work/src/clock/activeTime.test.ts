import type { HeartbeatBatch, WorkActivity } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { type ActiveTimeState, countedGap, creditTime, NO_ACTIVE_TIME } from "./activeTime.ts"

const LEASED = 1_800_000_000_000
const BATCH = 15

/** A day's work as one letter a second: `i` input, `m` sound, `w` waiting, `v` only seen, `.` not seen. */
const DIGIT: Record<string, string> = { i: "9", m: "a", w: "c", v: "8", ".": "0" }
const digits = (trace: string) => Array.from(trace, (letter) => DIGIT[letter] ?? "0").join("")

/** The batches that a tab sends for a trace which begins when the lease does. */
function batchesOf(trace: string, tab = "one"): HeartbeatBatch[] {
  const seconds = digits(trace)
  return Array.from({ length: Math.ceil(seconds.length / BATCH) }, (_, seq) => ({
    tab,
    seq,
    monotonicMs: 5_000 + seq * BATCH * 1_000,
    seconds: seconds.slice(seq * BATCH, (seq + 1) * BATCH),
  }))
}

interface Delivery {
  batches: HeartbeatBatch[]
  receivedAtMs: number
}

/** Each batch as soon as it is full. */
function onTime(batches: HeartbeatBatch[]): Delivery[] {
  return batches.map((batch) => ({
    batches: [batch],
    receivedAtMs: LEASED + batch.monotonicMs - 5_000 + batch.seconds.length * 1_000,
  }))
}

function run(
  deliveries: readonly Delivery[],
  activity: WorkActivity = "draw",
  start: ActiveTimeState = NO_ACTIVE_TIME,
) {
  let state = start
  let seconds = 0
  const slots = new Map<number, number>()
  for (const delivery of deliveries) {
    const credit = creditTime(state, { ...delivery, activity, leasedAtMs: LEASED })
    expect(credit.creditedMs).toBeGreaterThanOrEqual(0)
    expect(credit.slots.reduce((sum, { ms }) => sum + ms, 0)).toBe(credit.creditedMs)
    for (const { slotMs, ms } of credit.slots) slots.set(slotMs, (slots.get(slotMs) ?? 0) + ms)
    state = credit.state
    seconds += credit.creditedMs / 1_000
  }
  return { state, seconds, slots }
}

test("TIME-2: hours without a network count where they were worked, in whatever order they come, and only within the lease", () => {
  const hours = batchesOf("i".repeat(3 * 3_600), "offline")
  const backAtMs = LEASED + 3 * 3_600_000 + 7_200_000
  const told = (batch: HeartbeatBatch) => {
    const endedAtMs = LEASED + batch.monotonicMs - 5_000 + batch.seconds.length * 1_000
    return { ...batch, waitedMs: backAtMs - endedAtMs }
  }
  const late = hours.map(told).map((batch) => ({ batches: [batch], receivedAtMs: backAtMs }))
  for (const order of [late, [...late].reverse()]) {
    const { seconds, slots } = run(order)
    expect(seconds).toBe(3 * 3_600)
    expect([...slots.keys()].sort()[0]).toBe(LEASED)
  }
  // Said to have waited longer than the lease is old, or worked twice: the bounds hold.
  const before = run([
    { batches: [{ ...told(hours[0] as HeartbeatBatch), waitedMs: 90 * 86_400_000 }], receivedAtMs: backAtMs },
  ])
  expect(before.seconds).toBe(0)
  expect(run([...late, ...late]).seconds).toBe(3 * 3_600)
  const twice = late.map(({ batches, receivedAtMs }) => ({
    batches: batches.map((batch) => ({ ...batch, tab: "other" })),
    receivedAtMs,
  }))
  expect(run([...late, ...twice]).seconds).toBe(3 * 3_600)
})

/** The rule in its simplest form, on a whole trace at once. */
function byTheRule(trace: string, grace: number): number {
  const letters = [...trace]
  const inputs = letters.flatMap((letter, i) => (letter === "i" ? [i] : []))
  return letters.filter((letter, i) => {
    if (letter === ".") return false
    if (letter !== "v") return true
    const last = inputs.findLast((input) => input < i)
    const next = inputs.find((input) => input > i)
    if (last === undefined) return false
    if (next === undefined) return i - last <= 15
    const gap = next - last
    const counted = gap <= grace ? gap : Math.max(15, Math.floor(grace - ((gap - grace) / grace) * (grace - 15)))
    return i - last <= counted
  }).length
}

const v = (seconds: number) => "v".repeat(seconds)
test.each([
  { name: "nothing touched, nothing counted", trace: v(100), activity: "draw", expected: 0 },
  { name: "one touch and its tail", trace: `i${v(100)}`, activity: "draw", expected: 16 },
  { name: "a gap of a minute counts whole", trace: `i${v(59)}i`, activity: "draw", expected: 61 },
  { name: "a second more costs a second or two", trace: `i${v(60)}i`, activity: "draw", expected: 61 },
  { name: "of 66 s in a drawing 55 count", trace: `i${v(65)}i`, activity: "draw", expected: 57 },
  { name: "of a minute and a half less than half", trace: `i${v(89)}i`, activity: "draw", expected: 39 },
  { name: "an absence counts its first 15 s", trace: `i${v(119)}i`, activity: "draw", expected: 17 },
  { name: "a reviewer may think for two minutes", trace: `i${v(119)}i`, activity: "review", expected: 121 },
  { name: "and loses little by three minutes", trace: `i${v(179)}i`, activity: "read", expected: 69 },
  { name: "but not for longer", trace: `i${v(239)}i`, activity: "read", expected: 17 },
  { name: "away inside a short gap", trace: `i${v(5)}${".".repeat(20)}${v(5)}i`, activity: "type", expected: 12 },
  { name: "sound counts whole without a touch", trace: "m".repeat(90), activity: "draw", expected: 90 },
  { name: "waiting for a picture counts whole", trace: "w".repeat(90), activity: "draw", expected: 90 },
] as const)("active time: $name", ({ trace, activity, expected }) => {
  expect(run(onTime(batchesOf(trace)), activity).seconds).toBe(expected)
})

test("a touch each 61 s counts nearly as much as one each 59 s: no pause is a cliff", () => {
  const shareOf = (gap: number) => run(onTime(batchesOf(`${`i${v(gap - 1)}`.repeat(5)}i`))).seconds / (5 * gap + 1)
  expect(shareOf(59)).toBeGreaterThan(0.99)
  expect(shareOf(61)).toBeGreaterThan(0.95)
  for (let gap = 2; gap < 400; gap++)
    for (const activity of ["draw", "review"] as const)
      expect(countedGap(gap, activity) - countedGap(gap - 1, activity)).toBeGreaterThanOrEqual(-2)
})

test("what a pause was not counted for is told with the touch that ends it, once", () => {
  const [first, ...rest] = onTime(batchesOf(`i${v(65)}iii`))
  let state = NO_ACTIVE_TIME
  const paused = [first, ...rest].map((delivery) => {
    const credit = creditTime(state, { ...delivery, activity: "draw", leasedAtMs: LEASED } as never)
    state = credit.state
    return credit.pausedSeconds
  })
  expect(paused.reduce((sum, seconds) => sum + seconds, 0)).toBe(10)
})

test("touching what is not seen is no work", () => {
  const batch = { tab: "one", seq: 0, monotonicMs: 0, seconds: "1111555" }
  expect(run([{ batches: [batch], receivedAtMs: LEASED + 10_000 }]).seconds).toBe(0)
})

const trace = fc
  .array(fc.tuple(fc.constantFrom("i", "v", "v", "m", "w", "."), fc.integer({ min: 1, max: 130 })), { maxLength: 25 })
  .map((stretches) =>
    stretches
      .map(([letter, seconds]) => (letter === "i" ? "i".repeat(Math.min(3, seconds)) : letter.repeat(seconds)))
      .join(""),
  )

test("TIME-1: sent batch by batch, the time is what the rule says of the whole", () => {
  fc.assert(
    fc.property(trace, (letters) => {
      expect(run(onTime(batchesOf(letters)), "draw").seconds).toBe(byTheRule(letters, 60))
      expect(run(onTime(batchesOf(letters)), "review").seconds).toBe(byTheRule(letters, 120))
    }),
    { numRuns: 300 },
  )
})

test("TIME-4, PAY-3: late batches in any order, and any of them twice, give the same time", () => {
  const scrambled = trace.chain((letters) => {
    const [first, ...late] = batchesOf(letters)
    return fc.record({
      letters: fc.constant(letters),
      first: fc.constant(first),
      late: fc
        .tuple(fc.shuffledSubarray(late, { minLength: late.length }), fc.subarray(late))
        .map(([all, again]) => [...all, ...again]),
    })
  })
  fc.assert(
    fc.property(scrambled, ({ letters, first, late }) => {
      if (!first) return
      const receivedAtMs = LEASED + (letters.length + 1_800) * 1_000
      const deliveries = [...onTime([first]), ...late.map((batch) => ({ batches: [batch], receivedAtMs }))]
      expect(run(deliveries).seconds).toBe(byTheRule(letters, 60))
      expect(run([...onTime([first]), { batches: late, receivedAtMs }]).seconds).toBe(byTheRule(letters, 60))
    }),
    { numRuns: 200 },
  )
})

test("TIME-2, TIME-5: never negative and never more than the wall time and two seconds, whatever a client claims", () => {
  const hostile = fc.array(
    fc.record({
      tab: fc.constantFrom("a", "b", "c"),
      seq: fc.nat(1_000),
      monotonicMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
      seconds: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 1, maxLength: 120 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(hostile, fc.array(fc.nat(60_000), { minLength: 20, maxLength: 20 }), (batches, waitsMs) => {
      let receivedAtMs = LEASED
      const deliveries = batches.map((batch, i) => {
        receivedAtMs += waitsMs[i] ?? 0
        return { batches: [batch], receivedAtMs }
      })
      expect(run(deliveries).seconds * 1_000).toBeLessThanOrEqual(receivedAtMs - LEASED + 2_000)
    }),
  )
})

test("TIME-3: a second tab with the same seconds adds nothing; with others it adds only those", () => {
  const work = onTime(batchesOf("i".repeat(60)))
  const once = run(work)
  expect(run(onTime(batchesOf("i".repeat(60), "two")), "draw", once.state).seconds).toBe(0)
  const longer = run(onTime(batchesOf("i".repeat(90), "two")), "draw", once.state)
  expect(longer.seconds).toBe(30)
})

test("TIME-2: half an hour offline is counted when it arrives, and no more than once", () => {
  const [first, ...late] = batchesOf("i".repeat(1_800))
  if (!first) throw new Error("no batch")
  const receivedAtMs = LEASED + 1_800_000
  const once = run([
    ...onTime([first]),
    { batches: late.slice(0, 40), receivedAtMs },
    { batches: late.slice(40), receivedAtMs },
  ])
  expect(once.seconds).toBe(1_800)
  expect(run([{ batches: late, receivedAtMs }], "draw", once.state).seconds).toBe(0)
})

test("a tab that was offline from the start is placed by its latest batch", () => {
  const receivedAtMs = LEASED + 60_000
  expect(run([{ batches: batchesOf("i".repeat(60)), receivedAtMs }]).seconds).toBe(60)
})

test("an hour of steady work is remembered in a few runs", () => {
  const { state, seconds } = run(onTime(batchesOf("ivvvvv".repeat(600))))
  expect(seconds).toBe(3_600)
  expect(state.runs.length).toBeLessThanOrEqual(2)
  expect(JSON.stringify(state).length).toBeLessThan(300)
})

test("time is kept by quarters of an hour", () => {
  const { slots, seconds } = run(onTime(batchesOf("i".repeat(1_000))))
  expect([...slots.keys()].every((slotMs) => slotMs % 900_000 === 0)).toBe(true)
  expect([...slots.values()].reduce((sum, ms) => sum + ms, 0)).toBe(seconds * 1_000)
})

test("TIME-4: told in any order from the first batch on, each by when it was worked, all batches give the same time", () => {
  const drawn = trace.chain((letters) => {
    const batches = batchesOf(letters)
    return fc.tuple(
      fc.constant(letters),
      fc.shuffledSubarray(batches, { minLength: batches.length }),
      fc.array(fc.nat(600), { minLength: batches.length, maxLength: batches.length }),
    )
  })
  const holds = fc.property(drawn, ([letters, batches, waits]) => {
    let receivedAtMs = LEASED + letters.length * 1_000
    const deliveries = batches.map((batch, i) => {
      receivedAtMs += (waits[i] ?? 0) * 1_000
      const endedAtMs = LEASED + batch.monotonicMs - 5_000 + batch.seconds.length * 1_000
      return { batches: [{ ...batch, waitedMs: receivedAtMs - endedAtMs }], receivedAtMs }
    })
    expect(run([...deliveries, ...deliveries]).seconds).toBe(byTheRule(letters, 60))
  })
  fc.assert(holds, { numRuns: 150 })
})

/** A tab that begins anew, as the page does after a sleep: its clock starts again, the server's went on. */
function later(work: string, tab: string, afterSeconds: number): Delivery[] {
  const sent = onTime(batchesOf(work, tab))
  return sent.map(({ batches, receivedAtMs }) => ({ batches, receivedAtMs: receivedAtMs + afterSeconds * 1_000 }))
}

test.each([
  { name: "an hour asleep", work: ["i".repeat(60), "i".repeat(60)], after: [0, 3_660], expected: 60 + 15 + 60 },
  {
    name: "a short sleep that the page did not notice",
    work: ["i".repeat(60), "i".repeat(60)],
    after: [0, 90],
    expected: 120,
  },
  {
    name: "a tab that is hidden and throttled",
    work: [`${"i".repeat(30)}${".".repeat(600)}`],
    after: [0],
    expected: 30,
  },
  {
    name: "a page that comes back from the cache",
    work: ["i".repeat(30), "i".repeat(30)],
    after: [0, 30],
    expected: 60,
  },
])("TIME-8: $name counts what was worked", ({ work, after, expected }) => {
  const deliveries = work.flatMap((letters, i) => later(letters, `tab ${i}`, after[i] ?? 0))
  expect(Math.abs(run(deliveries).seconds - expected)).toBeLessThanOrEqual(15)
})

test("TIME-5: a client that claims a day of work in an hour is counted for the hour", () => {
  const claimed = Array.from({ length: 24 }, (_, hour) => batchesOf("i".repeat(3_600), `tab ${hour}`)).flat()
  const receivedAtMs = LEASED + 3_600_000
  const { seconds } = run(claimed.map((batch) => ({ batches: [batch], receivedAtMs })))
  expect(seconds).toBeLessThanOrEqual(3_602)
})

test("TIME-7: what is kept of a call has no second from before the lease, and counts the same when it is counted again", () => {
  const drawn = fc.record({
    letters: trace,
    earlySeconds: fc.nat(200),
    waits: fc.array(fc.nat(40), { minLength: 40, maxLength: 40 }),
  })
  const holds = fc.property(drawn, ({ letters, earlySeconds, waits }) => {
    let [state, again]: ActiveTimeState[] = [NO_ACTIVE_TIME, NO_ACTIVE_TIME]
    const leasedSecond = LEASED / 1_000 + earlySeconds
    for (const [i, { batches, receivedAtMs }] of onTime(batchesOf(letters)).entries()) {
      const inputs = {
        activity: "draw",
        leasedAtMs: leasedSecond * 1_000,
        receivedAtMs: receivedAtMs + (waits[i] ?? 0) * 1_000,
      } as const
      const credit = creditTime(state ?? NO_ACTIVE_TIME, { ...inputs, batches })
      const recounted = creditTime(again ?? NO_ACTIVE_TIME, { ...inputs, batches: credit.taken })
      expect(recounted.creditedMs).toBe(credit.creditedMs)
      expect(recounted.slots).toEqual(credit.slots)
      ;[state, again] = [credit.state, recounted.state]
      expect(again).toEqual(state)
      const offset = state?.tabs[0]?.offset ?? 0
      for (const { monotonicMs, seconds } of credit.taken)
        if (seconds !== "0") expect(monotonicMs / 1_000 + offset).toBeGreaterThanOrEqual(leasedSecond)
    }
  })
  fc.assert(holds, { numRuns: 200 })
})

test("TIME-7: a batch from before the lease leaves nothing of itself but that it came", () => {
  const batch = { tab: "one", seq: 4, monotonicMs: 2_500, seconds: "999999" }
  const { taken, creditedMs, state } = creditTime(NO_ACTIVE_TIME, {
    batches: [batch],
    activity: "draw",
    leasedAtMs: LEASED + 60_000,
    receivedAtMs: LEASED + 6_000,
  })
  expect(taken).toEqual([{ tab: "one", seq: 4, monotonicMs: 7_500, seconds: "0" }])
  expect(creditedMs).toBe(0)
  expect(state.tabs[0]?.seen).toEqual([[4, 4]])
})
