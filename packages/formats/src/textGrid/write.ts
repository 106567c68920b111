import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { isList, isObject, type JsonObject, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import type { Tally } from "../report/lines.ts"
import { secondsText } from "../timed/index.ts"
import { tallyLabel } from "../timed/speech.ts"
import { praatText } from "./tokens.ts"

type Stretch = TimedText & { readonly start: number; readonly end: number }

/** A tier as it is written: intervals that do not overlap, or points at different times, in order. */
interface Tier {
  readonly name: string
  readonly isPoints: boolean
  readonly items: Stretch[]
}

/** One recording as a TextGrid in Praat's long form; counts what it cannot hold. */
export function* gridText(record: DatasetRecord, tally: Tally): Generator<string> {
  const carried = carriedFor(record.foreign, "textgrid")
  const known = carriedTiers(carried)
  const stretches = writable(record.timed ?? [], tally)
  const tiers = tiersOf(stretches, known.names, tally)
  const start = Math.min(
    known.span[0] ?? 0,
    ...latest(
      stretches.map((item) => item.start),
      Math.min,
    ),
  )
  const end = Math.max(
    known.span[1] ?? 0,
    ...latest(
      stretches.map((item) => item.end),
      Math.max,
    ),
  )
  const span = { start, end }
  yield `File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = ${secondsText(start)} \nxmax = ${secondsText(end)} \n`
  yield `tiers? <exists> \nsize = ${tiers.length} \nitem []: \n`
  for (const [i, tier] of tiers.entries()) yield* tierText(tier, i + 1, span)
}

/** The smallest or largest of many, as a list of none or one: a spread of thousands would overflow the stack. */
function latest(values: readonly number[], of: (a: number, b: number) => number): number[] {
  return values.length === 0 ? [] : [values.reduce((a, b) => of(a, b))]
}

function writable(timed: readonly TimedText[], tally: Tally): Stretch[] {
  return timed.flatMap((item) => {
    const { start, end } = item
    if (start === null || end === null) tally.add("lost", "time_missing")
    else if (end < start) tally.add("lost", "end_before_start")
    else if (item.text === "" && end > start) tally.add("lost", "empty_texts")
    else {
      // Reading numbers what it reads; such an id says nothing that the place does not.
      if (!/^\d+\.\d+$/.test(item.id)) tally.add("lost", "ids")
      if (item.speaker !== undefined) tally.add("lost", "speakers", item.speaker)
      tallyLabel(item, tally)
      if (item.refers !== undefined) tally.add("lost", "refers")
      return [{ ...item, start, end }]
    }
    return []
  })
}

/** Tiers in the order that is carried, then as they are met; each name's intervals before its points. */
function tiersOf(stretches: readonly Stretch[], known: readonly string[], tally: Tally): Tier[] {
  const byName = new Map<string, Stretch[]>(known.map((name) => [name, []]))
  for (const item of stretches) {
    const same = byName.get(item.tier)
    if (same) same.push(item)
    else byName.set(item.tier, [item])
  }
  const tiers: Tier[] = []
  for (const [name, items] of byName) {
    const points = items.filter((item) => item.start === item.end)
    const intervals = items.filter((item) => item.start < item.end)
    const rows = [...packed(name, false, intervals), ...packed(name, true, points)]
    if (rows.length > 1) tally.add("note", "tiers_split", name)
    tiers.push(...(rows.length > 0 ? rows : [{ name, isPoints: false, items: [] }]))
  }
  const inOrder = tiers.flatMap((tier) => tier.items)
  if (inOrder.some((item, i) => item !== stretches[i])) tally.add("changed", "order")
  return tiers
}

/** Items by time, each in the first tier that has room for it: where it begins when the last one has ended. */
function packed(name: string, isPoints: boolean, items: readonly Stretch[]): Tier[] {
  const tiers: Tier[] = []
  for (const item of [...items].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const free = tiers.find(({ items: before }) => {
      const end = before.at(-1)?.end ?? Number.NEGATIVE_INFINITY
      return isPoints ? item.start > end : item.start >= end
    })
    if (free) free.items.push(item)
    else tiers.push({ name, isPoints, items: [item] })
  }
  return tiers
}

function* tierText(tier: Tier, number: number, span: { start: number; end: number }): Generator<string> {
  const rows = tier.isPoints ? tier.items : withGaps(tier.items, span)
  const [kind, plural] = tier.isPoints ? ["TextTier", "points"] : ["IntervalTier", "intervals"]
  yield `    item [${number}]:\n        class = "${kind}" \n        name = ${praatText(tier.name)} \n`
  yield `        xmin = ${secondsText(span.start)} \n        xmax = ${secondsText(span.end)} \n        ${plural}: size = ${rows.length} \n`
  for (const [i, { start, end, text }] of rows.entries()) {
    const times = tier.isPoints
      ? `number = ${secondsText(start)} \n            mark`
      : `xmin = ${secondsText(start)} \n            xmax = ${secondsText(end)} \n            text`
    yield `        ${plural} [${i + 1}]:\n            ${times} = ${praatText(text)} \n`
  }
}

/** Intervals that fill the whole span: empty ones stand in the gaps. */
function withGaps(items: readonly Stretch[], span: { start: number; end: number }) {
  const rows: { start: number; end: number; text: string }[] = []
  let at = span.start
  for (const item of items) {
    if (item.start > at) rows.push({ start: at, end: item.start, text: "" })
    rows.push(item)
    at = item.end
  }
  if (at < span.end) rows.push({ start: at, end: span.end, text: "" })
  return rows
}

/** The tiers that a record carries, and its span in milliseconds; empty where it carries none. */
function carriedTiers(carried: JsonObject): { names: string[]; span: (number | null)[] } {
  const tiers = member(carried, "tiers")
  const span = member(carried, "span")
  return {
    names: (isList(tiers) ? tiers : []).flatMap((tier) => {
      const name = isObject(tier) ? member(tier, "name") : undefined
      return typeof name === "string" ? [name] : []
    }),
    span: (isList(span) ? span : []).map((ms) => (typeof ms === "number" && ms >= 0 ? ms : null)),
  }
}
