import { krippendorffAlpha } from "../agreement/alpha.ts"
import { type MeasurementLevel, unitTable } from "../agreement/units.ts"
import { compareText } from "../consensus/order.ts"
import { aggregateLabels } from "../labels/aggregate.ts"
import { votesFrom } from "../labels/votes.ts"
import type { FieldVote, FormField } from "./fields.ts"
import { masiAlpha } from "./masi.ts"
import { byTask, type FieldAgreement, type FieldDecision, type FieldOutcome } from "./outcome.ts"

/** One class of each task, by the method that foretells left-out answers best. */
export function decideChoices(votes: readonly FieldVote<string>[], { options = [] }: FormField): FieldOutcome {
  const rows = votes.map(({ task, person, value }) => ({ task, worker: person, label: value }))
  const named = votesFrom(rows, options)
  const result = aggregateLabels({ votes: named.votes, method: "auto" })
  const tasks = byTask(votes)
  const decided = new Map<string, FieldDecision>()
  for (const [t, task] of named.tasks.entries()) {
    const value = named.classes[result.answer[t] ?? -1]
    if (value === undefined) continue
    const people = (tasks.get(task) ?? []).filter((vote) => vote.value === value).map(({ person }) => person)
    decided.set(task, { value, confidence: result.confidence[t] ?? 0, isTied: result.tied[t] === 1, people })
  }
  return { decided, method: result.method, agreement: alphaOf(votes, "nominal"), tolerance: null }
}

/** Krippendorff's alpha of single values at a level, with its interval. */
export function alphaOf(votes: readonly FieldVote<string | number>[], level: MeasurementLevel): FieldAgreement {
  const rows = votes.map(({ task, person, value }) => ({ task, person, label: String(value) }))
  const { value, interval } = krippendorffAlpha(unitTable(rows, level), { resamples: 400 })
  return { measure: level === "ratio" ? "interval" : level, alpha: value, interval }
}

const [YES, NO] = ["yes", "no"]

/** Each option is decided by itself, taken or not, by a model of its own; how far sets agree is told by MASI. */
export function decideSeveral(
  votes: readonly FieldVote<readonly string[]>[],
  { options = [] }: FormField,
): FieldOutcome {
  const all = [...new Set([...options, ...votes.flatMap(({ value }) => value)])].sort(compareText)
  const found = new Map<string, { option: string; probability: number; isTaken: boolean; isTied: boolean }[]>()
  const methods = new Set<string>()
  for (const option of all) {
    const rows = votes.map(({ task, person, value }) => {
      return { task, worker: person, label: value.includes(option) ? YES : NO }
    })
    const named = votesFrom(rows, [YES, NO])
    const result = aggregateLabels({ votes: named.votes, method: "auto" })
    methods.add(result.method)
    const yes = named.classes.indexOf(YES)
    for (const [t, task] of named.tasks.entries()) {
      const probability = result.posterior[t * named.classes.length + yes] ?? 0
      const own = found.get(task) ?? []
      found.set(task, own)
      own.push({ option, probability, isTaken: result.answer[t] === yes, isTied: result.tied[t] === 1 })
    }
  }
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of byTask(votes)) {
    const each = found.get(task) ?? []
    const value = each.filter(({ isTaken }) => isTaken).map(({ option }) => option)
    const key = JSON.stringify(value)
    decided.set(task, {
      value,
      confidence: each.reduce((product, { probability: p, isTaken }) => product * (isTaken ? p : 1 - p), 1),
      isTied: each.some(({ isTied }) => isTied),
      people: own
        .filter((vote) => JSON.stringify([...vote.value].sort(compareText)) === key)
        .map(({ person }) => person),
      options: each.map(({ option, probability }) => ({ option, probability })),
    })
  }
  const agreement: FieldAgreement = { measure: "masi", alpha: masiAlpha(votes), interval: null }
  return { decided, method: [...methods].sort().join(", ") || "majority", agreement, tolerance: null }
}
