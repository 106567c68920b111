import fc from "fast-check"
import { expect, test } from "vitest"
import {
  answersWanted,
  estimateSeconds,
  forecastFinish,
  forecastProject,
  roundHours,
  SECONDS_PER_SPOKEN_MINUTE,
  scaleToLength,
} from "./forecast.ts"

test("the example of the wizard: 20,000 pictures, two answers on a tenth, three people", () => {
  const forecast = forecastProject({
    tasks: 20_000,
    overlap: { base: 1, more: 2, moreRatio: 0.1 },
    secondsPerAnswer: 14,
    people: 3,
    hoursPerDay: 6,
  })
  expect(forecast.answers).toBe(22_000)
  expect(forecast.hours).toBeCloseTo(85.6, 1)
  expect(forecast.days).toBeCloseTo(4.75, 2)
})

test("a forecast keeps the pace stated for a box: 9.5 boxes an image, 176 answers, 510 boxes an hour are 3.3 hours", () => {
  const secondsPerAnswer = estimateSeconds("boxes", 7, { regionsEach: 9.5, minutesEach: null })
  const overlap = { base: 1, more: 2, moreRatio: 0.1 }
  const { answers, hours } = forecastProject({ tasks: 160, overlap, secondsPerAnswer, people: 1, hoursPerDay: 6 })
  expect(answers).toBe(176)
  expect(hours).toBeCloseTo((176 * 9.5 * 7) / 3_600, 5)
})

test("recordings count by their length: three hours of speech take twelve", () => {
  const known = { regionsEach: null, minutesEach: 180 }
  expect(estimateSeconds("audio", SECONDS_PER_SPOKEN_MINUTE, known)).toBe(12 * 3_600)
})

test("nothing is forecast while nothing tells how much an answer holds", () => {
  const nothing = { regionsEach: null, minutesEach: null }
  expect(estimateSeconds("boxes", 7, nothing)).toBeNull()
  expect(estimateSeconds("transcription", 7, nothing)).toBeNull()
  expect(estimateSeconds("audio", 240, nothing)).toBeNull()
  expect(estimateSeconds("rating", 5, nothing)).toBe(5)
  const plan = { tasks: 10, overlap: { base: 1, more: 1, moreRatio: 0 }, people: 1, hoursPerDay: 6 }
  expect(forecastProject({ ...plan, secondsPerAnswer: null })).toEqual({ answers: 10, hours: null, days: null })
})

test("the measured time of a short recording is no time of a long one", () => {
  expect(scaleToLength(60, { answered: 0.5, waiting: 30 })).toBe(3_600)
  expect(scaleToLength(60, { answered: null, waiting: 30 })).toBe(60)
})

test.each([
  [61 / 3_600, 2 / 60],
  [12.4 / 60, 10 / 60],
  [56 / 60, 55 / 60],
  [59 / 60, 1],
  [3.3, 3.5],
])("%d hours are said as %d", (hours, said) => {
  expect(roundHours(hours)).toBeCloseTo(said, 10)
})

test("nobody at work means no day can be named", () => {
  const overlap = { base: 1, more: 1, moreRatio: 0 }
  const plan = { tasks: 10, overlap, secondsPerAnswer: 60, people: 0, hoursPerDay: 6 }
  expect(forecastProject(plan)).toEqual({ answers: 10, hours: 1 / 6, days: null })
  expect(answersWanted(0, overlap)).toBe(0)
})

test.each([
  { name: "no history", perDay: [] },
  { name: "only idle days", perDay: [0, 0, 0] },
  { name: "worked long ago", perDay: [500, ...Array.from({ length: 14 }, () => 0)] },
])("nothing is foretold: $name", ({ perDay }) => {
  expect(forecastFinish(100, perDay, 0)).toBeNull()
})

test("an even pace gives one day and no spread", () => {
  const forecast = forecastFinish(500, [100, 100, 100, 100], 1_000)
  expect(forecast).toMatchObject({ perDay: 100, days: 5, finishAtMs: 1_000 + 5 * 86_400_000 })
  expect(forecast?.earliestDays).toBeCloseTo(5, 6)
  expect(forecast?.latestDays).toBeCloseTo(5, 6)
})

test("an uneven pace gives an interval; nothing left is done now", () => {
  const forecast = forecastFinish(1_000, [50, 150, 100, 60, 140, 100], 0)
  expect(forecast?.earliestDays).toBeLessThan(9)
  expect(forecast?.latestDays).toBeGreaterThan(11.5)
  expect(forecastFinish(0, [10], 7)).toMatchObject({ days: 0, finishAtMs: 7, earliestAtMs: 7, latestAtMs: 7 })
})

test("a pace too uneven to name a latest day says so", () => {
  expect(forecastFinish(1_000, [0, 0, 300], 0)?.latestDays ?? null).toBeNull()
})

test("the finish lies inside its interval, and more work never ends sooner", () => {
  const history = fc.array(fc.nat(400), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(1_000), history, (left, more, perDay) => {
      const one = forecastFinish(left, perDay, 0)
      const other = forecastFinish(left + more, perDay, 0)
      if (!one || !other) return
      expect(one.earliestDays).toBeLessThanOrEqual(one.days + 1e-6)
      expect(one.latestDays ?? Infinity).toBeGreaterThanOrEqual(one.days - 1e-6)
      expect(other.days).toBeGreaterThanOrEqual(one.days)
      expect(other.earliestDays).toBeGreaterThanOrEqual(one.earliestDays - 1e-6)
    }),
  )
})
