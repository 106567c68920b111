import type { TimedText } from "@justesse/types/dataset"
import type { Format, ReadEvent, Reader, Writer } from "../contract.ts"
import type { FileSet } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { decodeStream } from "../io/textStream.ts"
import { report } from "../report/lines.ts"
import { MAX_MS, TimedList, timedRecord, timedWriter } from "../timed/index.ts"
import { detectTimed, readTimed, type TimedFiles } from "../timed/read.ts"
import { xmlElements } from "../xml/elements.ts"
import { childOf, type Element } from "../xml/parse.ts"
import { elementText, idFromXml } from "../xml/write.ts"
import { elanText, KEPT_ELEMENTS } from "./write.ts"

const FILES: TimedFiles = {
  ending: "eaf",
  shared: ["xml"],
  headBytes: 1_024,
  begins: (head) => /<ANNOTATION_DOCUMENT[\s>]/.test(head),
}

/**
 * ELAN's annotation format (EAF 2 and 3), tier by tier: aligned annotations with the milliseconds of their slots, and
 * referring ones (`refers`), which have no time of their own. A slot without a value gives an annotation without that time.
 * Tiers, their participants (speakers), types, vocabularies and the header are carried and written back.
 */
export const elanReader: Reader = {
  name: "eaf",
  detect: (files) => detectTimed(files, FILES, 0.95),
  read: readElan,
}

/**
 * Writes one EAF 3.0 file a recording, elements in the order of ELAN's published schema. Holds tiers, speakers, texts, ids,
 * references, missing times, and times in whole milliseconds; not labels, characters that XML cannot spell, or the time of
 * a stretch that refers to another one.
 */
export const elanWriter: Writer = timedWriter("eaf", { extension: "eaf", textOf: elanText })

/** ELAN annotation files, both ways. */
export const eaf: Format = { name: "eaf", aliases: ["elan"], reader: elanReader, writer: elanWriter }

function readElan(files: FileSet): AsyncGenerator<ReadEvent> {
  return readTimed(files, FILES, async function* (file, records) {
    const reader = new ElanReader(file)
    for await (const some of xmlElements(decodeStream(files.open(file))))
      for (const child of some) {
        if ("problem" in child) yield report("lost", child.problem, { file, line: child.line, found: child.found })
        else if (child.top === "ANNOTATION_DOCUMENT") yield* reader.take(child.element)
      }
    yield* reader.end()
    if (reader.isElan)
      yield timedRecord(records.give(file, reader.media), file, reader.list.items, { eaf: reader.carried() })
    else yield report("lost", "not_an_eaf", { file })
  })
}

/** Takes the children of an annotation document in their order. */
class ElanReader {
  readonly list: TimedList
  readonly media: string[] = []
  isElan = false
  readonly #file: string
  readonly #slots = new Map<string, number | null>()
  readonly #kept: Record<string, JsonValue[]> = {}
  readonly #tiers: JsonValue[] = []
  /** Ids of the file that became others because they came twice: the last one counts. */
  readonly #renamed = new Map<string, string>()
  readonly #referring: { readonly to: string; readonly line: number }[] = []
  readonly #ids = new Set<string>()

  constructor(file: string) {
    this.#file = file
    this.list = new TimedList(file)
  }

  *take(element: Element): Generator<ReadEvent> {
    this.isElan = true
    if (element.name === "TIME_ORDER") yield* this.#timeOrder(element)
    else if (element.name === "TIER") yield* this.#tier(element)
    else if (KEPT_ELEMENTS.includes(element.name)) {
      if (element.name === "HEADER") yield* this.#header(element)
      const same = this.#kept[element.name]
      const text = elementText(element)
      if (same) same.push(text)
      else this.#kept[element.name] = [text]
    } else yield report("lost", "element_unknown", { file: this.#file, line: element.line, found: element.name })
  }

  *end(): Generator<ReadEvent> {
    for (const { to, line } of this.#referring)
      if (!this.#ids.has(to)) yield report("note", "reference_unknown", { file: this.#file, line, found: to })
    yield* this.list.end()
  }

  carried(): Record<string, JsonValue> {
    return { tiers: this.#tiers, ...this.#kept }
  }

  *#header(element: Element): Generator<ReadEvent> {
    for (const child of element.children) {
      if (child.name !== "MEDIA_DESCRIPTOR") continue
      for (const key of ["RELATIVE_MEDIA_URL", "MEDIA_URL"]) {
        const said = decodedUrl(child.attributes[key] ?? "")
        if (said !== "") this.media.push(said)
      }
    }
    const units = element.attributes["TIME_UNITS"]
    if (units !== undefined && units !== "milliseconds")
      yield report("note", "time_units_unknown", { file: this.#file, line: element.line, found: units })
  }

  *#timeOrder(element: Element): Generator<ReadEvent> {
    for (const { attributes, line } of element.children) {
      const id = attributes["TIME_SLOT_ID"]
      const spelled = attributes["TIME_VALUE"]
      const value = spelled === undefined ? null : msOf(spelled)
      if (id === undefined || (spelled !== undefined && value === null))
        yield report("lost", "time_unreadable", { file: this.#file, line, field: id, found: spelled })
      if (id !== undefined) this.#slots.set(id, value)
    }
  }

  *#tier(element: Element): Generator<ReadEvent> {
    const { TIER_ID: id = "", PARTICIPANT: speaker, ...attributes } = element.attributes
    if (id === "") yield report("note", "tier_name_missing", { file: this.#file, line: element.line })
    this.#tiers.push({ id, ...(speaker === undefined ? {} : { speaker }), attributes })
    for (const annotation of element.children) {
      const one = annotation.name === "ANNOTATION" ? annotation.children[0] : undefined
      const location = { file: this.#file, line: annotation.line, field: id }
      if (one?.name === "ALIGNABLE_ANNOTATION" || one?.name === "REF_ANNOTATION")
        yield* this.#annotation(one, id, speaker)
      else yield report("lost", "element_unknown", { ...location, found: one?.name ?? annotation.name })
    }
  }

  *#annotation(element: Element, tier: string, speaker: string | undefined): Generator<ReadEvent> {
    const {
      ANNOTATION_ID: own,
      ANNOTATION_REF: to,
      TIME_SLOT_REF1: from,
      TIME_SLOT_REF2: until,
      ...rest
    } = element.attributes
    const isReferring = element.name === "REF_ANNOTATION"
    const location = { file: this.#file, line: element.line, field: own }
    if (isReferring && to === undefined) yield report("changed", "reference_missing", location)
    const times = isReferring ? [null, null] : yield* this.#times([from, until], location)
    const wanted = own === undefined ? null : idFromXml(own)
    const id = this.list.id(wanted, `a${this.list.items.length + 1}`)
    if (id !== wanted) yield report("changed", "id_renamed", { ...location, found: id })
    if (wanted !== null) this.#renamed.set(wanted, id)
    this.#ids.add(id)
    const refers = isReferring && to !== undefined ? (this.#renamed.get(idFromXml(to)) ?? idFromXml(to)) : undefined
    if (refers !== undefined) this.#referring.push({ to: refers, line: element.line })
    const slots = [from, until].map((slot, i) => (times[i] === null ? (slot ?? null) : null))
    const loose = !isReferring && slots.some((slot) => slot !== null) ? { slots } : {}
    const foreign = { ...loose, ...(Object.keys(rest).length > 0 ? { attributes: rest } : {}) }
    const item: TimedText = {
      id,
      tier,
      start: times[0] ?? null,
      end: times[1] ?? null,
      text: childOf(element, "ANNOTATION_VALUE")?.text ?? "",
      ...(speaker === undefined ? {} : { speaker }),
      ...(refers === undefined ? {} : { refers }),
      ...(Object.keys(foreign).length > 0 ? { foreign: { eaf: foreign } } : {}),
    }
    yield* this.list.add(item, element.line)
  }

  *#times(
    slots: readonly (string | undefined)[],
    location: { file: string; line: number; field: string | undefined },
  ): Generator<ReadEvent, (number | null)[]> {
    const times: (number | null)[] = []
    for (const slot of slots) {
      const known = slot !== undefined && this.#slots.has(slot)
      if (!known) yield report("changed", "time_slot_unknown", { ...location, found: slot ?? "" })
      times.push((slot === undefined ? null : this.#slots.get(slot)) ?? null)
    }
    return times
  }
}

function msOf(text: string): number | null {
  const ms = /^\+?\d{1,16}$/.test(text.trim()) ? Number(text) : null
  return ms !== null && ms <= MAX_MS ? ms : null
}

/** An address with its escapes as letters where they spell some; as it is where not. */
function decodedUrl(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
