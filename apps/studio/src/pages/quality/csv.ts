import type { Quality } from "@justesse/types/wire/quality"
import { csvText } from "../../locale/csvText.ts"

/** Every figure of the page, one a line: what it is, of what, its mean, its interval, and how many it rests on. */
export function qualityCsv(quality: Quality): string {
  const lines: (string | number)[][] = []
  const add = (what: string, of: string, figure: { mean: number; low: number; high: number; n: number } | null) => {
    if (figure) lines.push([what, of, figure.mean, figure.low, figure.high, figure.n])
  }
  add("agreement", "all", quality.agreement)
  add("alpha", "all", quality.alpha)
  add("cer", "all", quality.cer)
  add("second_look_wrong", "all", quality.secondLook)
  for (const day of quality.agreementByDay) add("agreement", day.day, day)
  for (const day of quality.secondLookByDay) add("second_look_wrong", day.day, day)
  for (const label of quality.byLabel) add("agreement_label", label.label, label)
  for (const size of quality.sizes) add("found_by_size", `${size.from}-${size.to ?? ""}`, size)
  for (const person of quality.people) {
    add("agreement_person", person.who, person.figure)
    for (const [name, figure] of Object.entries(person.skills)) add(`skill_${name}`, person.who, figure)
  }
  for (const { who, error, severity } of quality.reviewers) {
    add("reviewer_error", who, error)
    add("reviewer_severity", who, severity)
  }
  quality.confusion?.counts.forEach((row, r) => {
    row.forEach((count, c) => {
      const final = quality.confusion?.labels[r] ?? ""
      const answered = quality.confusion?.labels[c] ?? "missed"
      lines.push(["confusion", `${final}>${answered}`, count, "", "", count])
    })
  })
  return csvText([["what", "of", "mean", "low", "high", "n"], ...lines])
}
