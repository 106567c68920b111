import { LaborLabel } from "@justesse/types/pay/labor"
import { expect, test } from "vitest"
import { laborJson, laborMarkdown, laborText } from "./sections.ts"

const HOUR = 3_600_000
const label: LaborLabel = LaborLabel.parse({
  ...{ labor: 1, project: "street-markets", title: "Street | markets", version: 1, contentSha256: null },
  ...{ frozenAtMs: Date.UTC(2026, 10, 27), upToMs: Date.UTC(2026, 10, 30), language: "en" },
  pay: { mode: "salaried", money: null },
  people: 12,
  timeMs: { production: 69 * HOUR + 7 * 60_000, review: null, training: null, breaks: 0, total: 79 * HOUR },
  decisions: {
    ...{ answers: 2_598, sentBack: 0, repaired: 0, rejected: 10, appealed: 6, appealsDecided: 4, overturned: 2 },
    ...{ acceptedBySilence: 208, medianHoursToDecide: 19 },
  },
  guideline: { versions: 4, last: 4 },
  agreement: {
    overlap: { base: 1, more: 2, moreRatio: 0.1 },
    answeredTwice: 260,
    measured: { mean: 0.86, low: 0.84, high: 0.88, n: 260 },
  },
  proposals: { answers: 0, taken: 0, changed: 0, refused: 0 },
  content: { note: "" },
  credits: [{ name: "Awa Diop", as: "name", shareOfTime: 0.14 }],
  uncredited: 11,
  ...{ software: "0.1.0", policy: "2026-11" },
})
const rowsOf = (one: LaborLabel) => new Map(laborText(one).sections.flatMap(({ rows }) => [...rows]))

test("says under which conditions a version was made, in words and figures", () => {
  const rows = rowsOf(label)
  expect(laborText(label).lead).toBe("Street | markets, version 1, frozen on 27 November 2026")
  expect(rows.get("labelling")).toBe("69 h 07")
  expect(rows.get("review and appeals")).toBe("not told: fewer than 5 people")
  expect(rows.has("breaks")).toBe(false)
  expect(rows.get("answers in it")).toBe(
    "2,598, of these 208 accepted because nobody looked in time: 72 h with no act of a reviewer and no decision by others' answers",
  )
  expect(rows.get("median time to decide")).toBe("19 h, of those decided in time")
  const decisions = { ...label.decisions, acceptedBySilence: null, medianHoursToDecide: null }
  const ofSelection = rowsOf({ ...label, version: 0, decisions })
  expect([ofSelection.get("answers in it"), ofSelection.has("median time to decide")]).toEqual(["2,598", false])
  expect(rows.get("rejected")).toBe("10; appealed 6; overturned 2 of 4 decided")
  expect(rows.get("answers by two people")).toBe("260, agreement 0.86 [0.84, 0.88]")
  expect(rows.get("answers asked for")).toBe("1 each, 2 on 10% of the tasks")
  expect(laborMarkdown(label)).toContain("Awa Diop (14% of the time) and 11 people who are not named")
})

test("money stands there where people are paid through the studio, and not at all otherwise", () => {
  const names = ["floor", "paid in all", "an hour, p10 / p50 / p90", "sessions raised to the floor"]
  expect(names.filter((name) => rowsOf(label).has(name))).toEqual([])
  const money = {
    ...{ currency: "EUR" as const, floorMicrosPerHour: 12_000_000, totalPaidMicros: 1_173_380_000 },
    hourlyMicros: { p10: 12_000_000, p50: 12_830_000, p90: 14_600_000 },
    ...{ sessions: { closed: 214, raisedToFloor: 61 }, medianHoursToPay: 0.5 },
  }
  const rows = rowsOf({ ...label, pay: { mode: "paid", money } })
  expect(names.map((name) => rows.get(name))).toEqual([
    "€12.00 an hour of work",
    "€1,173.38",
    "€12.00 / €12.83 / €14.60, bonuses left out",
    "61 of 214, 29%",
  ])
  const learning = "of it, from money set apart for learning"
  expect(rows.has(learning)).toBe(false)
  const told = (micros: number | null) =>
    rowsOf({ ...label, pay: { mode: "paid", money: { ...money, fromLearningFundMicros: micros } } }).get(learning)
  expect([told(90_000_000), told(null)]).toEqual(["€90.00", "not told: fewer than 5 people"])
})

test("speaks the project's language, all of it", () => {
  const french = { ...label, language: "fr" as const }
  const plain = laborMarkdown(french).replaceAll(/[\u00a0\u202f]/g, " ")
  expect(plain).toContain("Street \\| markets, version 1, figée le 27 novembre 2026")
  expect(plain).toContain("| refusées | 10 ; recours : 6 ; annulées : 2 sur 4 tranchées |")
  expect(plain).toContain("Awa Diop (14 % du temps) et 11 personnes non nommées")
  const [en, fr] = [laborText(label), laborText(french)].map(({ sections }) => sections.map(({ rows }) => rows.length))
  expect(fr).toEqual(en)
})

test("Markdown keeps its table whatever a title says, and the same label gives the same bytes", () => {
  const markdown = laborMarkdown(label)
  const table = markdown.split("\n").filter((line) => line.startsWith("|"))
  expect(table.every((line) => line.replaceAll("\\|", "").split("|").length === 4)).toBe(true)
  expect(laborMarkdown(LaborLabel.parse(JSON.parse(laborJson(label))))).toBe(markdown)
})

test("names the headings of CrowdWorkSheets", () => {
  const names = [...rowsOf(label).keys()]
  expect(names).toEqual(
    expect.arrayContaining([
      ...["Task formulation", "Selecting annotators", "Platform and infrastructure choices"],
      ...["Dataset analysis and evaluation", "Dataset release and maintenance"],
    ]),
  )
})
