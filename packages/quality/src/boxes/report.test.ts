import { expect, test } from "vitest"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { fitBoxes } from "./fit.ts"
import { missesBySize, reportPeople } from "./report.ts"
import { type BoxRow, boxVotesFrom } from "./votes.ts"

const people = madePeople(6).map((person, n) => (n === 2 ? { ...person, bias: [0, 0, 0, 0.06] as const } : person))
const crowd = madeCrowd(people, 250, 9)
const fit = fitBoxes(boxVotesFrom(crowd.rows))
const reports = reportPeople(fit)
const [careless, , low] = reports
const there = crowd.gold.reduce((sum, one) => sum + one.boxes.length, 0)

test("everybody is reported, in the order of names, with what they did", () => {
  expect(reports.map((report) => report.person)).toEqual(people.map((person) => person.person))
  expect(reports.map((report) => report.images)).toEqual(people.map(() => 250))
  for (const report of reports) expect(report.compared).toBeGreaterThan(200)
})

test("bottom edges that sit 6 % too low are said so, and no other edge", () => {
  expect(low?.offsets[3].low).toBeGreaterThan(0.02)
  for (const k of [0, 1, 2] as const) {
    expect(low?.offsets[k].low).toBeLessThan(0.005)
    expect(low?.offsets[k].high).toBeGreaterThan(-0.005)
  }
})

test("the share missed is what was really missed", () => {
  reports.forEach((report, p) => {
    const objects = report.missed.reduce((sum, one) => sum + one.objects, 0)
    const missed = report.missed.reduce((sum, one) => sum + one.rate.mean * one.objects, 0) / objects
    const drawn = crowd.rows
      .filter((row) => row.person === people[p]?.person)
      .flatMap((row) => row.boxes.filter(([, y]) => y < 450)).length
    expect(Math.abs(missed - (1 - drawn / there))).toBeLessThan(0.03)
    expect(objects / there).toBeCloseTo(1, 1)
  })
})

test("extras are counted by what the others say, so nobody confirms their own", () => {
  for (const report of reports.slice(1)) expect(careless?.extra.low).toBeGreaterThan(report.extra.mean)
  const made = crowd.rows.filter((row) => row.person === "p00").flatMap((row) => row.boxes)
  const extras = made.filter(([, y]) => y >= 450).length / made.length
  expect(careless?.extra.low).toBeLessThan(extras)
  expect(careless?.extra.high).toBeGreaterThan(extras)
})

test("names given wrongly are reported with an interval that holds the real rate", () => {
  const rate = (truth: string, said: string) =>
    careless?.confusion.find((one) => one.truth === truth && one.said === said)?.rate ?? { low: 1, high: 0 }
  for (const [truth, said] of [
    ["van", "car"],
    ["car", "van"],
  ] as const) {
    expect(rate(truth, said).low).toBeLessThan(0.3)
    expect(rate(truth, said).high).toBeGreaterThan(0.3)
  }
})

test("all intervals are intervals", () => {
  for (const report of reports) {
    for (const offset of report.offsets) expect(offset.low <= offset.mean && offset.mean <= offset.high).toBe(true)
    for (const { rate } of [...report.missed, ...report.confusion, { rate: report.extra }]) {
      expect(rate.low >= 0 && rate.low <= rate.mean && rate.mean <= rate.high && rate.high <= 1).toBe(true)
    }
  }
})

test("a person of few images has wider intervals", () => {
  const few = crowd.rows.filter((row) => row.person !== "p05" || row.image < "i0020")
  const [wide, narrow] = [few, crowd.rows].map((rows) => reportPeople(fitBoxes(boxVotesFrom(rows)))[5]?.offsets[0])
  expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan(1.2 * ((narrow?.high ?? 1) - (narrow?.low ?? 0)))
})

test("the size at which people begin to miss stands out", () => {
  // Everybody overlooks half of what is small.
  const blind = crowd.rows.map((row): BoxRow => {
    const kept = row.boxes.map(([x, , width, height], n) => {
      const isSmall = Math.sqrt(width * height) < 85
      return !isSmall || Math.floor(x * 7 + Number(row.person.slice(1)) * 3 + n) % 2 === 0
    })
    return { ...row, boxes: row.boxes.filter((_, n) => kept[n]), classes: row.classes?.filter((_, n) => kept[n]) ?? [] }
  })
  const sizes = missesBySize(fitBoxes(boxVotesFrom(blind)))
  expect(sizes.map((one) => one.upTo === null)).toEqual([false, false, false, false, true])
  expect(sizes[0]?.rate.low).toBeGreaterThan((sizes.at(-1)?.rate.high ?? 1) + 0.1)
})

test("nobody, no report", () => {
  expect(reportPeople(fitBoxes(boxVotesFrom([])))).toEqual([])
  const one = reportPeople(fitBoxes(boxVotesFrom([{ image: "a", person: "p", boxes: [[0, 0, 9, 9]] }])))
  expect(one[0]?.offsets[0].mean).toBe(0)
  expect(one[0]?.compared).toBe(0)
})
