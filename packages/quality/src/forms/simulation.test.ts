import { describe, expect, test } from "vitest"
import { normalDraw, type Seeded, seeded } from "../agreement/seeded.ts"
import { decideForms } from "./decide.ts"
import { dayText, type FormAnswer, type FormField } from "./fields.ts"
import { masiDistance } from "./masi.ts"

const TASKS = 300
const CLASSES = ["bicycle", "bus", "car", "van"]
const OPTIONS = ["dark", "fog", "rain", "snow"]
/** How often each of five people errs. */
const SLIPS = [0.08, 0.12, 0.15, 0.2, 0.45]

interface Truth {
  readonly vehicle: string
  readonly weather: readonly string[]
  readonly count: number
  readonly day: string
  readonly place: readonly [number, number]
}

const pick = <T>(dice: Seeded, from: readonly T[]): T => from[Math.floor(dice() * from.length)] as T // never empty

function answerTo(truth: Truth, slips: number, dice: Seeded): FormAnswer["fields"] {
  const isSlip = () => dice() < slips
  const [x, y] = truth.place
  return {
    vehicle: isSlip() ? pick(dice, CLASSES) : truth.vehicle,
    weather: OPTIONS.filter((one) => truth.weather.includes(one) !== dice() < slips),
    count: isSlip() ? Math.round(200 * dice()) : truth.count + Math.round(0.6 * normalDraw(dice)),
    day: isSlip() ? dayText(20_000 + Math.floor(900 * dice())) : truth.day,
    place: isSlip() ? [1_000 * dice(), 800 * dice()] : [x + 4 * normalDraw(dice), y + 4 * normalDraw(dice)],
  }
}

function crowd(seed: number): { truth: Truth[]; answers: FormAnswer[] } {
  const dice = seeded(seed)
  const truth = Array.from(
    { length: TASKS },
    (): Truth => ({
      ...{ vehicle: pick(dice, CLASSES), weather: OPTIONS.filter(() => dice() < 0.3), count: Math.round(100 * dice()) },
      ...{ day: dayText(20_000 + Math.floor(900 * dice())), place: [1_000 * dice(), 800 * dice()] },
    }),
  )
  const answers = truth.flatMap((one, t) =>
    SLIPS.map((slips, p) => ({ task: `t${t}`, person: `p${p}`, fields: answerTo(one, slips, dice) })),
  )
  return { truth, answers }
}

const FORM: readonly FormField[] = [
  { name: "vehicle", kind: "choice" },
  { name: "weather", kind: "several" },
  { name: "count", kind: "number" },
  { name: "day", kind: "date" },
  { name: "place", kind: "point" },
]

/** Error of each field, 0 to 1. */
const ERRORS: Readonly<Record<string, (said: unknown, truth: Truth) => number>> = {
  vehicle: (said, { vehicle }) => Number(said !== vehicle),
  weather: (said, { weather }) => masiDistance(new Set(said as string[]), new Set(weather)), // what `several` holds
  count: (said, { count }) => Number(Math.abs((said as number) - count) > 1), // what `number` holds
  day: (said, { day }) => Number(said !== day),
  place: (said, { place }) => {
    const [x, y] = Array.isArray(said) ? said : Object.values(said as object) // what `point` holds
    return Number(Math.hypot(x - place[0], y - place[1]) > 8)
  },
}

describe("five who err now and then, one of them half of the time", () => {
  const { truth, answers } = crowd(21)
  const found = decideForms(FORM, answers)
  const byName = new Map(found.tasks.map((task) => [task.task, task]))
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
  const ours = (name: string) =>
    mean(
      truth.map((one, t) => {
        const field = byName.get(`t${t}`)?.fields.find((own) => own.name === name)
        return ERRORS[name]?.(field?.decision?.value, one) ?? Number.NaN
      }),
    )
  const each = (name: string) =>
    SLIPS.map((_, p) =>
      mean(truth.map((one, t) => ERRORS[name]?.(answers[t * SLIPS.length + p]?.fields[name], one) ?? 1)),
    )

  test.each(FORM.map(({ name }) => name))("are together better than the best of them: %s", (name) => {
    expect(ours(name)).toBeLessThan(Math.min(...each(name)) / 2)
  })

  test("agreement is above chance and below 1, and each field says by which measure", () => {
    const alphas = found.fields.map(({ name, agreement }) => [name, agreement?.measure, agreement?.alpha ?? Number.NaN])
    expect(alphas.map(([name, measure]) => [name, measure])).toEqual([
      ["vehicle", "nominal"],
      ["weather", "masi"],
      ["count", "interval"],
      ["day", "interval"],
      ["place", undefined],
    ])
    for (const [, , alpha] of alphas.slice(0, 4)) {
      expect(alpha).toBeGreaterThan(0.1)
      expect(alpha).toBeLessThan(0.95)
    }
  })

  test("where nobody says how near is near enough, what people do tells it", () => {
    const tolerance = (name: string) => found.fields.find((field) => field.name === name)?.tolerance ?? Number.NaN
    expect(tolerance("day")).toBe(0)
    expect(tolerance("count")).toBeGreaterThanOrEqual(1)
    expect(tolerance("count")).toBeLessThan(10)
    expect(tolerance("place")).toBeGreaterThan(8)
    expect(tolerance("place")).toBeLessThan(60)
  })

  test("what is surer is more often right", () => {
    const counts = truth.map((one, t) => {
      const decision = byName.get(`t${t}`)?.fields.find(({ name }) => name === "count")?.decision
      return { confidence: decision?.confidence ?? 0, error: ERRORS["count"]?.(decision?.value, one) ?? 1 }
    })
    const errors = (fits: (confidence: number) => boolean) =>
      mean(counts.filter(({ confidence }) => fits(confidence)).map(({ error }) => error))
    expect(errors((one) => one > 0.8)).toBeLessThan(errors((one) => one <= 0.8))
  })
})

test("of scales the interval holds what many people would say on average, about 9 times of 10", () => {
  const dice = seeded(5)
  const step = (mean: number) => Math.max(1, Math.min(7, Math.round(mean + 1.2 * normalDraw(dice))))
  let inside = 0
  const tasks = Array.from({ length: 400 }, (_, t) => ({ task: `t${t}`, mean: 2 + 4 * dice() }))
  const answers = tasks.flatMap(({ task, mean }) =>
    Array.from({ length: 12 }, (_, p) => ({ task, person: `p${p}`, fields: { good: step(mean) } })),
  )
  const found = decideForms([{ name: "good", kind: "scale" }], answers)
  const decided = new Map(found.tasks.map(({ task, fields }) => [task, fields[0]?.decision?.interval]))
  for (const { task, mean } of tasks) {
    const many = Array.from({ length: 2_000 }, () => step(mean)).reduce((sum, one) => sum + one, 0) / 2_000
    const [low = 0, high = 0] = decided.get(task) ?? []
    if (low <= many && many <= high) inside++
  }
  expect(inside / tasks.length).toBeGreaterThan(0.82)
  expect(inside / tasks.length).toBeLessThan(0.95)
})
