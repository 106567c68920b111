import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router"

/**
 * The text in quotes that stands in an address. Before 2026-11-29 texts that look like numbers were written so; today only
 * those that are in quotes themselves are.
 */
function parseQuoted(text: string): string {
  const value: unknown = JSON.parse(text)
  if (typeof value !== "string") throw new SyntaxError("not a text in quotes")
  return value
}

/** How the router reads and writes what stands after `?`: texts as they are. */
export const searchFormat = {
  parseSearch: parseSearchWith(parseQuoted),
  stringifySearch: stringifySearchWith(JSON.stringify, parseQuoted),
}

/**
 * What pages read of the address after `?`: a function for each, from whatever stands there to what the page takes; undefined
 * is what is not there or means nothing. The route tree holds them and comes with a visitor's first page, which has no room
 * for zod: the tree and its pages' schemas in zod were 31 kB more of the 200 that a first page may take.
 */
type Raw = Readonly<Record<string, unknown>>

const textOf = (value: unknown) => (value === undefined ? undefined : String(value))

/** Parameters as texts. */
function texts<const K extends string>(raw: Raw, keys: readonly K[]) {
  const found: Partial<Record<K, string | undefined>> = {}
  for (const key of keys) found[key] = textOf(raw[key])
  return found
}

/** A parameter that is one of a few texts. */
const oneOf = <const T extends string>(value: unknown, known: readonly T[]) =>
  known.find((one) => one === textOf(value))

export const readNothing = () => ({})

/** `to`: where to go once somebody is in. */
export const readSignInParams = (raw: Raw) => texts(raw, ["to"])

/** `q`: a part of a name that is looked for. */
export const readNameParams = (raw: Raw) => texts(raw, ["q"])

/** `project`: the draft that is gone on with. */
export const readWizardParams = (raw: Raw) => texts(raw, ["project"])

/** `state` lists states with commas between them. */
export const readHistoryParams = (raw: Raw) => texts(raw, ["q", "project", "state"])

/** `state`: which decisions are listed; those that are open when none is named. */
export const readDecisionsParams = (raw: Raw) => ({ state: oneOf(raw["state"], ["open", "decided", "all"]) })

/** `d`: which difference is shown, from 1. */
export const readAnswerParams = (raw: Raw) => texts(raw, ["d"])

/** `days`: how many are counted. */
export const readHoursParams = (raw: Raw) => ({ days: oneOf(raw["days"], ["week", "last", "30", "366"]) })

/** First day of a statement, and the last one in it. */
export const readStatementParams = (raw: Raw) => texts(raw, ["from", "to"])
/** `project`: whose errors are shown. */
export const readLearnParams = (raw: Raw) => texts(raw, ["project"])

/** Filters of pictures that are shown as tags, in the order of the menu; each is one search parameter. */
export const SHOWN_FILTERS = [
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
  "media",
  "side",
  "document",
  "twin",
] as const
export const SORTS = ["newest", "name", "number"] as const
export const SIZES = ["large", "medium", "small", "table"] as const

/** Which pictures, in what order, from which end, how large, and whether they are chosen for gold. */
export const readImagesParams = (raw: Raw) => ({
  ...texts(raw, ["q", "state", ...SHOWN_FILTERS]),
  sort: oneOf(raw["sort"], SORTS),
  from: oneOf(raw["from"], ["end"]),
  size: oneOf(raw["size"], SIZES),
  for: oneOf(raw["for"], ["gold"]),
})

/** `version`: an older one; the newest where none is named. */
export const readGuidelineParams = (raw: Raw) => texts(raw, ["version"])

/** `tab` of the list, and which `thread` is shown. */
export const readQuestionsParams = (raw: Raw) => ({
  tab: oneOf(raw["tab"], ["open", "answered", "clauses"]),
  ...texts(raw, ["thread"]),
})

export const readGoldParams = (raw: Raw) => texts(raw, ["state"])

/** `kind` of suspects. */
export const readModelParams = (raw: Raw) => texts(raw, ["kind"])

/** `freeze=1`: the dialog that freezes is open. */
export const readVersionsParams = (raw: Raw) => ({ freeze: oneOf(raw["freeze"], ["1"]) })

/** `format` of the file to take. */
export const readVersionParams = (raw: Raw) => texts(raw, ["format"])

/** `kind` lists kinds of events with commas between them. */
export const readActivityParams = (raw: Raw) => texts(raw, ["q", "kind"])

export const LANGUAGES = ["python", "curl"] as const
/** Whose names the examples use, and in which language they are. */
export const readApiParams = (raw: Raw) => ({ ...texts(raw, ["project"]), in: oneOf(raw["in"], LANGUAGES) })

/** How far back a queue is looked at. */
export const SINCE = ["day", "week", "month"] as const
/** Which differences: `kinds` and `labels` list with commas between them; `look=second`: only sampled checks. */
export const readQueueParams = (raw: Raw) => ({
  ...texts(raw, ["kinds", "labels"]),
  since: oneOf(raw["since"], SINCE),
  look: oneOf(raw["look"], ["second"]),
})
export type QueueParams = Partial<ReturnType<typeof readQueueParams>>

/** `d`: the difference that is shown. */
export const readReviewParams = (raw: Raw) => ({ ...readQueueParams(raw), ...texts(raw, ["d"]) })

/** `key` of a group of similar differences. */
export const readSimilarParams = (raw: Raw) => texts(raw, ["key"])
