import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { baseName, extensionOf } from "../io/fileSet.ts"
import { isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import type { Tally } from "../report/lines.ts"
import { tallyLabel, UNNAMED_TIER } from "../timed/speech.ts"
import { parseXml } from "../xml/parse.ts"
import { elementText, idFromXml, isXmlText, xmlAttributes, xmlId, xmlText } from "../xml/write.ts"
import { ElanTimes } from "./times.ts"

/** Children of an annotation document that are carried as they are, in the order of ELAN's schema (EAFv3.0.xsd). */
export const KEPT_ELEMENTS: readonly string[] = [
  "LICENSE",
  "HEADER",
  "LINGUISTIC_TYPE",
  "LOCALE",
  "LANGUAGE",
  "CONSTRAINT",
  "CONTROLLED_VOCABULARY",
  "LEXICON_REF",
  "REF_LINK_SET",
  "EXTERNAL_REF",
]
const AFTER_TIERS = KEPT_ELEMENTS.slice(2)

interface Tier {
  readonly id: string
  readonly speaker: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly items: TimedText[]
}

/** One recording as an annotation document; counts what it cannot hold. */
export function* elanText(record: DatasetRecord, tally: Tally, frozenAtMs: number): Generator<string> {
  const carried = carriedFor(record.foreign, "eaf")
  const timed = record.timed ?? []
  const ids = new Set(timed.map((item) => item.id))
  const tiers = tiersOf(timed, carried, tally)
  const types = typesOf(tiers, ids, carried)
  const times = new ElanTimes(timed)
  for (const tier of tiers) for (const item of tier.items) if (!refersInside(item, ids)) times.add(tier.id, item)
  const head = {
    AUTHOR: "",
    DATE: new Date(frozenAtMs).toISOString(),
    FORMAT: "3.0",
    VERSION: "3.0",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv3.0.xsd",
  }
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT${xmlAttributes(head)}>\n`
  for (const text of keptTexts(carried, "LICENSE")) yield `${text}\n`
  yield `${keptTexts(carried, "HEADER")[0] ?? header(record.name)}\n`
  yield* times.text()
  for (const tier of tiers) yield* tierText(tier, { tiers, ids, types, times, tally })
  for (const name of AFTER_TIERS) {
    for (const text of keptTexts(carried, name)) yield `${text}\n`
    if (name === "LINGUISTIC_TYPE") for (const text of types.fresh) yield `${text}\n`
    if (name === "CONSTRAINT" && types.needsConstraint && keptTexts(carried, name).length === 0) yield `${CONSTRAINT}\n`
  }
  yield "</ANNOTATION_DOCUMENT>\n"
}

const CONSTRAINT =
  '<CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" STEREOTYPE="Symbolic_Association"/>'

function header(name: string): string {
  const kinds: Readonly<Record<string, string>> = {
    wav: "audio/x-wav",
    mp3: "audio/mpeg",
    mp4: "video/mp4",
    mpg: "video/mpeg",
  }
  const media = xmlAttributes({
    MEDIA_URL: `file:///${name.split("/").map(encodeURIComponent).join("/")}`,
    MIME_TYPE: kinds[extensionOf(name)] ?? "unknown",
    RELATIVE_MEDIA_URL: `./${encodeURIComponent(baseName(name))}`,
  })
  return `<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR${media}/></HEADER>`
}

/** Elements of that name that were carried, read anew, so that nothing but XML of that name goes out. */
function keptTexts(carried: JsonObject, name: string): string[] {
  const texts = member(carried, name)
  return (isList(texts) ? texts : []).flatMap((text) => {
    const element = typeof text === "string" ? parseXml(text) : null
    return element && !("problem" in element) && element.name === name ? [elementText(element)] : []
  })
}

/** True where a stretch refers to another one that goes out too: it then has no time of its own. */
function refersInside(item: TimedText, ids: ReadonlySet<string>): boolean {
  return item.refers !== undefined && ids.has(item.refers)
}

/** Tiers as they were carried, then new ones as they are met: one for each name and speaker. */
function tiersOf(timed: readonly TimedText[], carried: JsonObject, tally: Tally): Tier[] {
  const byKey = new Map<string, Tier>()
  const taken = new Set<string>()
  const keyOf = (tier: string, speaker: string | undefined) => JSON.stringify([tier, speaker ?? null])
  for (const { id, speaker, attributes } of carriedTiers(carried)) {
    if (taken.has(id)) continue
    taken.add(id)
    byKey.set(keyOf(id, speaker), { id, speaker, attributes, items: [] })
  }
  for (const item of timed) {
    const key = keyOf(item.tier, item.speaker)
    let tier = byKey.get(key)
    if (!tier) {
      const id = freeName(item, taken)
      if (item.tier !== "" && id !== item.tier) tally.add("changed", "tiers_named", id)
      tier = { id, speaker: item.speaker, attributes: {}, items: [] }
      byKey.set(key, tier)
    }
    tier.items.push(item)
  }
  const tiers = [...byKey.values()]
  const inOrder = tiers.flatMap((tier) => tier.items)
  if (inOrder.some((item, i) => item !== timed[i])) tally.add("changed", "order")
  return tiers
}

/** A tier's name, unlike all others: with its speaker behind it where another speaker has the name, as ELAN's users do. */
function freeName(item: TimedText, taken: Set<string>): string {
  const stem = item.tier === "" ? UNNAMED_TIER : item.tier
  const tierName = item.speaker === undefined ? stem : `${stem}@${item.speaker}`
  let id = taken.has(stem) ? tierName : stem
  for (let n = 2; taken.has(id); n++) id = `${tierName}-${n}`
  taken.add(id)
  return id
}

function carriedTiers(
  carried: JsonObject,
): { id: string; speaker: string | undefined; attributes: Record<string, string> }[] {
  const tiers = member(carried, "tiers")
  return (isList(tiers) ? tiers : []).flatMap((tier) => {
    const id = isObject(tier) ? member(tier, "id") : undefined
    if (!isObject(tier) || typeof id !== "string") return []
    const speaker = member(tier, "speaker")
    return [
      {
        id,
        speaker: typeof speaker === "string" ? speaker : undefined,
        attributes: textsOf(member(tier, "attributes")),
      },
    ]
  })
}

/** The members of an object that are texts under names that XML takes. */
function textsOf(value: JsonValue | undefined): Record<string, string> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) =>
      typeof text === "string" && /^[A-Z][A-Z_0-9]{0,40}$/.test(key) ? [[key, text] as const] : [],
    ),
  )
}

/** Linguistic types: those that tiers name already, and two of our own for tiers that name none. */
interface Types {
  readonly of: ReadonlyMap<Tier, string>
  readonly fresh: readonly string[]
  readonly needsConstraint: boolean
}

function typesOf(tiers: readonly Tier[], ids: ReadonlySet<string>, carried: JsonObject): Types {
  const known = new Set(
    keptTexts(carried, "LINGUISTIC_TYPE").flatMap((text) => {
      const element = parseXml(text)
      return "problem" in element ? [] : [element.attributes["LINGUISTIC_TYPE_ID"] ?? ""]
    }),
  )
  const named = (wanted: string) => (known.has(wanted) ? `${wanted}-justesse` : wanted)
  const [aligned, referring] = [named("default-lt"), named("referring")]
  const of = new Map<Tier, string>()
  const used = new Set<string>()
  for (const tier of tiers) {
    const own = tier.attributes["LINGUISTIC_TYPE_REF"]
    const refers = tier.items.length > 0 && tier.items.every((item) => refersInside(item, ids))
    const type = own !== undefined && known.has(own) ? own : refers ? referring : aligned
    of.set(tier, type)
    used.add(type)
  }
  const fresh: string[] = []
  if (used.has(aligned) || known.size + used.size === 0)
    fresh.push(
      `<LINGUISTIC_TYPE${xmlAttributes({ GRAPHIC_REFERENCES: "false", LINGUISTIC_TYPE_ID: aligned, TIME_ALIGNABLE: "true" })}/>`,
    )
  if (used.has(referring))
    fresh.push(
      `<LINGUISTIC_TYPE${xmlAttributes({ CONSTRAINTS: "Symbolic_Association", GRAPHIC_REFERENCES: "false", LINGUISTIC_TYPE_ID: referring, TIME_ALIGNABLE: "false" })}/>`,
    )
  return { of, fresh, needsConstraint: used.has(referring) }
}

interface Whole {
  readonly tiers: readonly Tier[]
  readonly ids: ReadonlySet<string>
  readonly types: Types
  readonly times: ElanTimes
  readonly tally: Tally
}

function* tierText(tier: Tier, whole: Whole): Generator<string> {
  const parent = tier.attributes["PARENT_REF"] ?? parentOf(tier, whole)
  const attributes = {
    ...tier.attributes,
    LINGUISTIC_TYPE_REF: whole.types.of.get(tier),
    PARENT_REF: parent,
    PARTICIPANT: tier.speaker,
    TIER_ID: tier.id,
  }
  checkText(`${tier.id}${tier.speaker ?? ""}`, whole.tally)
  yield `<TIER${xmlAttributes(attributes)}>\n`
  for (const item of tier.items) yield annotationText(item, whole)
  yield "</TIER>\n"
}

/** The tier of what a tier's first stretch refers to. */
function parentOf(tier: Tier, { tiers }: Whole): string | undefined {
  const to = tier.items.find((item) => item.refers !== undefined)?.refers
  const parent = to === undefined ? undefined : tiers.find((other) => other.items.some((item) => item.id === to))
  return parent === tier ? undefined : parent?.id
}

function annotationText(item: TimedText, { ids, times, tally }: Whole): string {
  const own = carriedFor(item.foreign, "eaf")
  const { PREVIOUS_ANNOTATION: previous, ...others } = textsOf(member(own, "attributes"))
  const isThere = previous !== undefined && ids.has(idFromXml(previous))
  const rest = isThere ? { PREVIOUS_ANNOTATION: previous, ...others } : others
  const id = xmlId(item.id)
  checkText(item.text, tally)
  tallyLabel(item, tally)
  const value = `<ANNOTATION_VALUE>${xmlText(item.text)}</ANNOTATION_VALUE>`
  if (refersInside(item, ids)) {
    if (item.start !== null || item.end !== null) tally.add("lost", "times_of_referring")
    const attributes = { ...rest, ANNOTATION_ID: id, ANNOTATION_REF: xmlId(item.refers ?? "") }
    return `<ANNOTATION><REF_ANNOTATION${xmlAttributes(attributes)}>${value}</REF_ANNOTATION></ANNOTATION>\n`
  }
  if (item.refers !== undefined) tally.add("lost", "refers")
  for (const time of [item.start, item.end])
    if (time !== null && !Number.isInteger(time)) tally.add("changed", "time_rounded")
  const [TIME_SLOT_REF1, TIME_SLOT_REF2] = times.slotsOf(item)
  const attributes = { ...rest, ANNOTATION_ID: id, TIME_SLOT_REF1, TIME_SLOT_REF2 }
  return `<ANNOTATION><ALIGNABLE_ANNOTATION${xmlAttributes(attributes)}>${value}</ALIGNABLE_ANNOTATION></ANNOTATION>\n`
}

function checkText(text: string, tally: Tally): void {
  if (!isXmlText(text)) tally.add("changed", "characters")
}
