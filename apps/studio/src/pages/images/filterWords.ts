import type { AssetFilter } from "@justesse/types/wire/asset"
import { listOf } from "../../ui/useWords.ts"

export const STATES = [
  "settled",
  "open",
  "waiting",
  "disputed",
  "worked_on",
  "excluded",
  "not_read",
  "deleted",
] as const
export type TileState = (typeof STATES)[number]

export type Words = Readonly<Record<string, string | undefined>>
export type Ends = { readonly from: number | null; readonly to: number | null }

/** Filters that are shown as chips, in the order of the menu; each is one word of the address. */
export const CHIPS = [
  "label",
  "tag",
  "regions",
  "agreement",
  "person",
  "group",
  "import",
  "proposal",
  "sure",
  "version",
  "side",
  "document",
  "twin",
] as const
export type ChipKind = (typeof CHIPS)[number]

/** `2..5`, `2..` and `..5`; nothing for anything else. */
export function spanOf(word: string | undefined): Ends | undefined {
  const parts = /^(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?$/.exec(word ?? "")
  if (!parts || (parts[1] === undefined && parts[2] === undefined)) return undefined
  return {
    from: parts[1] === undefined ? null : Number(parts[1]),
    to: parts[2] === undefined ? null : Number(parts[2]),
  }
}

/** The word of a span; empty when both ends are open. */
export function wordOfSpan({ from, to }: Ends): string {
  return from === null && to === null ? "" : `${from ?? ""}..${to ?? ""}`
}

function wholeOf(word: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(word ?? "") ? Number(word) : undefined
}

const within = (span: Ends | undefined, most: number, whole: boolean): Ends | undefined => {
  if (!span) return undefined
  const end = (value: number | null) => (value === null ? null : Math.min(most, whole ? Math.round(value) : value))
  return { from: end(span.from), to: end(span.to) }
}

/** Words with commas between them, each written so that it may hold a comma itself. */
export function listIn(word: string | undefined): string[] {
  return (word ?? "").split(",").flatMap((part) => {
    try {
      return part === "" ? [] : [decodeURIComponent(part)]
    } catch {
      return [part]
    }
  })
}
export function wordOfList(list: readonly string[]): string {
  return list.map((one) => one.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",")
}

/** A filter as the wire takes it, from the words of an address; words that mean nothing narrow nothing. */
export function filterFrom(words: Words): AssetFilter {
  const tags = listIn(words.tag).slice(0, 100)
  const [set, ...sure] = (words.sure ?? "").split(":")
  const ends = within(spanOf(sure.join(":")), 1, false)
  const parts = {
    tags: tags.length > 0 ? tags : undefined,
    regions: within(spanOf(words.regions), 1e9, true),
    agreement: within(spanOf(words.agreement), 1, false),
    person: wholeOf(words.person),
    group: wholeOf(words.group),
    import: wholeOf(words.import),
    proposal: words.proposal === "yes" ? true : words.proposal === "no" ? false : undefined,
    prediction: wholeOf(set) !== undefined && ends ? { set: Number(set), ...ends } : undefined,
    version: wholeOf(words.version),
    side: within(spanOf(words.side), 1e9, true),
    twinOf: wholeOf(words.twin),
    document: words.document || undefined,
  }
  const there = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  return {
    search: (words.q ?? "").slice(0, 200),
    states: listOf(words.state, STATES),
    // Label ids and tags come from the address; an unknown one matches nothing.
    labels: listIn(words.label).slice(0, 100) as AssetFilter["labels"],
    ...there,
  }
}

/** The words of a filter: {@link filterFrom} of them is the filter. Every word is there, so that it replaces what was. */
export function wordsOf(filter: AssetFilter): Record<"q" | "state" | ChipKind, string> {
  const { prediction, proposal } = filter
  const number = (value: number | undefined) => (value === undefined ? "" : String(value))
  return {
    q: filter.search,
    state: filter.states.join(","),
    label: wordOfList(filter.labels),
    tag: wordOfList(filter.tags ?? []),
    regions: filter.regions ? wordOfSpan(filter.regions) : "",
    agreement: filter.agreement ? wordOfSpan(filter.agreement) : "",
    person: number(filter.person),
    group: number(filter.group),
    import: number(filter.import),
    proposal: proposal === undefined ? "" : proposal ? "yes" : "no",
    sure: prediction ? `${prediction.set}:${wordOfSpan(prediction)}` : "",
    version: number(filter.version),
    side: filter.side ? wordOfSpan(filter.side) : "",
    document: filter.document ?? "",
    twin: number(filter.twinOf),
  }
}

/** The chips of a filter, in their order. */
export function chipsOf(filter: AssetFilter): ChipKind[] {
  const words = wordsOf(filter)
  return CHIPS.filter((kind) => words[kind] !== "")
}
