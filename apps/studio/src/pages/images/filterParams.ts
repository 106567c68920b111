import { ASSET_KINDS } from "@justesse/types/kinds/assets"
import type { AssetFilter } from "@justesse/types/wire/asset"
import { type readImagesParams, SHOWN_FILTERS } from "../../search.ts"
import { listOf } from "../../ui/useSearchParams.ts"

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

export type Ends = { readonly from: number | null; readonly to: number | null }

export type FilterKind = (typeof SHOWN_FILTERS)[number]

/** `2..5`, `2..` and `..5`; nothing for anything else. */
export function spanOf(param: string | undefined): Ends | undefined {
  const parts = /^(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?$/.exec(param ?? "")
  if (!parts || (parts[1] === undefined && parts[2] === undefined)) return undefined
  return {
    from: parts[1] === undefined ? null : Number(parts[1]),
    to: parts[2] === undefined ? null : Number(parts[2]),
  }
}

/** The parameter of a span; empty when both ends are open. */
export function formatSpan({ from, to }: Ends): string {
  return from === null && to === null ? "" : `${from ?? ""}..${to ?? ""}`
}

function wholeOf(param: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(param ?? "") ? Number(param) : undefined
}

const within = (span: Ends | undefined, most: number, whole: boolean): Ends | undefined => {
  if (!span) return undefined
  const end = (value: number | null) => (value === null ? null : Math.min(most, whole ? Math.round(value) : value))
  return { from: end(span.from), to: end(span.to) }
}

/** A parameter that lists texts with commas between them, each written so that it may hold a comma itself. */
export function listIn(param: string | undefined): string[] {
  return (param ?? "").split(",").flatMap((part) => {
    try {
      return part === "" ? [] : [decodeURIComponent(part)]
    } catch {
      return [part]
    }
  })
}
export function formatList(list: readonly string[]): string {
  return list.map((one) => one.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",")
}

/** A choice of none is a choice of all: it narrows nothing. */
const orAll = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list])

/** A filter as the wire takes it, from the search parameters of an address; those that mean nothing narrow nothing. */
export function filterFrom(searchParams: Partial<ReturnType<typeof readImagesParams>>): AssetFilter {
  const tags = listIn(searchParams.tag).slice(0, 100)
  const [set, ...sure] = (searchParams.sure ?? "").split(":")
  const ends = within(spanOf(sure.join(":")), 1, false)
  const parts = {
    tags: tags.length > 0 ? tags : undefined,
    regions: within(spanOf(searchParams.regions), 1e9, true),
    agreement: within(spanOf(searchParams.agreement), 1, false),
    person: wholeOf(searchParams.person),
    group: wholeOf(searchParams.group),
    import: wholeOf(searchParams.import),
    proposal: searchParams.proposal === "yes" ? true : searchParams.proposal === "no" ? false : undefined,
    prediction: wholeOf(set) !== undefined && ends ? { set: Number(set), ...ends } : undefined,
    version: wholeOf(searchParams.version),
    media: orAll(listOf(searchParams.media, ASSET_KINDS)),
    side: within(spanOf(searchParams.side), 1e9, true),
    twinOf: wholeOf(searchParams.twin),
    document: searchParams.document || undefined,
  }
  const there = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  return {
    search: (searchParams.q ?? "").slice(0, 200),
    states: listOf(searchParams.state, STATES),
    // Label ids and tags come from the address; an unknown one matches nothing.
    labels: listIn(searchParams.label).slice(0, 100) as AssetFilter["labels"],
    ...there,
  }
}

/** The search parameters of a filter: {@link filterFrom} of them is the filter. Every one is there, so that it replaces what was. */
export function toSearchParams(filter: AssetFilter): Record<"q" | "state" | FilterKind, string> {
  const { prediction, proposal } = filter
  const number = (value: number | undefined) => (value === undefined ? "" : String(value))
  return {
    q: filter.search,
    state: filter.states.join(","),
    label: formatList(filter.labels),
    tag: formatList(filter.tags ?? []),
    regions: filter.regions ? formatSpan(filter.regions) : "",
    agreement: filter.agreement ? formatSpan(filter.agreement) : "",
    person: number(filter.person),
    group: number(filter.group),
    import: number(filter.import),
    proposal: proposal === undefined ? "" : proposal ? "yes" : "no",
    sure: prediction ? `${prediction.set}:${formatSpan(prediction)}` : "",
    version: number(filter.version),
    media: filter.media?.join(",") ?? "",
    side: filter.side ? formatSpan(filter.side) : "",
    document: filter.document ?? "",
    twin: number(filter.twinOf),
  }
}

/** The filters that narrow something, in their order. */
export function shownFilters(filter: AssetFilter): FilterKind[] {
  const searchParams = toSearchParams(filter)
  return SHOWN_FILTERS.filter((kind) => searchParams[kind] !== "")
}
