import type { MetricName } from "@justesse/types/decisions/judgement"

/** What a guideline allows, by figure; what it says nothing about is absent. */
export type Tolerances = Partial<Readonly<Record<MetricName, number>>>

/** What no guideline sets: an answer that somebody who looks at nothing gives one time in twenty, and none that is somebody else's. */
const FIXED: Tolerances = { chance_p: 0.05, replayed: 0 }

const NUMBER = String.raw`(\d+(?:[.,]\d+)?)`
const PIXELS = new RegExp(String.raw`${NUMBER}\s*(?:px|pixels?)(?!\p{L})`, "giu")
const OVERLAP = new RegExp(String.raw`(?<!\p{L})(?:IoU|overlaps?|recouvrement)[^\d\n]{0,40}${NUMBER}\s*(%?)`, "giu")
const CHARACTERS = new RegExp(String.raw`${NUMBER}\s*%[^\d\n]{0,30}(?:characters?|caractères?|CER)(?!\p{L})`, "giu")
const MILLISECONDS = new RegExp(String.raw`${NUMBER}\s*ms(?!\p{L})`, "giu")

function numbersIn(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, digits = "", percent = ""]) => {
    const value = Number(digits.replace(",", "."))
    return percent === "%" ? value / 100 : value
  })
}

const largest = (numbers: readonly number[]) => (numbers.length === 0 ? undefined : Math.max(...numbers))

/**
 * What a clause allows, in the languages that it is written in: `12 px`, `IoU 0.8`, `2 % of the characters`, `200 ms`. Where it gives
 * several bounds for one figure, the one that allows most holds: what is not clear speaks for the author.
 */
export function readTolerances(texts: readonly string[]): Tolerances {
  const text = texts.join("\n")
  const overlaps = numbersIn(text, OVERLAP).filter((iou) => iou > 0 && iou <= 1)
  const found: Record<string, number | undefined> = {
    iou: overlaps.length === 0 ? undefined : Math.min(...overlaps),
    edge_px: largest(numbersIn(text, PIXELS)),
    cer: largest(numbersIn(text, CHARACTERS).map((percent) => percent / 100)),
    boundary_ms: largest(numbersIn(text, MILLISECONDS)),
  }
  return { ...FIXED, ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) }
}
