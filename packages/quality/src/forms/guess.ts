import { compareText } from "../consensus/order.ts"
import { type FieldKind, type FormAnswer, type FormField, readValue } from "./fields.ts"

/** Whole numbers from 1 to this are taken for a scale when there are three or more of them. */
const LONGEST_SCALE = 10
const LEAST_STEPS = 3
/** Texts with more words than this, on average, are in people's own words. */
const LONGEST_TEXT = 12
/** With so few tasks little can recur: then texts of few words are taken for choices. */
const FEW_TASKS = 10
const LONGEST_CHOICE = 3

interface Said {
  readonly task: string
  readonly value: unknown
}

/**
 * The fields of a form that nobody described, from what was said to them, in the order of their names. Opinions and conditions
 * cannot be seen in answers; a text is taken for a choice where most of what was said was said of several tasks.
 */
export function guessFields(answers: readonly FormAnswer[]): FormField[] {
  const names = [...new Set(answers.flatMap(({ fields }) => Object.keys(fields)))].sort(compareText)
  return names.map((name) => {
    const said = answers.flatMap(({ task, fields }) => {
      const value = Object.hasOwn(fields, name) ? fields[name] : null
      return value === null || value === undefined ? [] : [{ task, value }]
    })
    const kind = kindOf(said)
    return { name, kind, ...(kind === "text" && meanLength(said) > LONGEST_TEXT ? { isFree: true } : {}) }
  })
}

function kindOf(said: readonly Said[]): FieldKind {
  const fits = (kind: FieldKind) => said.filter(({ value }) => readValue(kind, value) !== null).length * 2 > said.length
  if (fits("point")) return "point"
  if (fits("several")) return "several"
  if (fits("number")) return isScale(said) ? "scale" : "number"
  if (fits("date")) return "date"
  return isChoice(said) ? "choice" : "text"
}

function isScale(said: readonly Said[]): boolean {
  const numbers = new Set(said.flatMap(({ value }) => readValue("number", value) ?? []))
  const isStep = (value: number) => Number.isInteger(value) && value >= 1 && value <= LONGEST_SCALE
  return numbers.size >= LEAST_STEPS && [...numbers].every(isStep)
}

function isChoice(said: readonly Said[]): boolean {
  if (said.every(({ value }) => typeof value === "boolean")) return true
  const tasks = new Map<string, Set<string>>()
  for (const { task, value } of said) tasks.set(String(value), (tasks.get(String(value)) ?? new Set()).add(task))
  if (new Set(said.map(({ task }) => task)).size < FEW_TASKS)
    return [...tasks.keys()].every((text) => wordsIn(text) <= LONGEST_CHOICE)
  const shared = [...tasks.values()].filter(({ size }) => size > 1).length
  return shared * 2 >= tasks.size
}

const wordsIn = (text: string) => text.split(/\s+/u).filter((word) => word !== "").length

function meanLength(said: readonly Said[]): number {
  return said.reduce((sum, { value }) => sum + wordsIn(String(value)), 0) / said.length
}
