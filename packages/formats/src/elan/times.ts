import type { TimedText } from "@justesse/types/dataset"
import { isList, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { xmlAttributes, xmlId } from "../xml/write.ts"

interface Slot {
  readonly name: string
  /** Null where nobody knows when it is. */
  readonly ms: number | null
  /** Where it stands in time order: its own time, or that of what comes before it in its tier. */
  readonly sortMs: number
}

/**
 * The time slots of an annotation document. Stretches of one tier that touch share a slot, as ELAN's subdivisions do; a
 * slot without a value that its file shared between stretches stays shared.
 */
export class ElanTimes {
  readonly #slots: Slot[] = []
  readonly #of = new Map<TimedText, readonly [string, string]>()
  /** The last slot of each tier. */
  readonly #last = new Map<string, Slot>()
  /** Slots without a value by their name in the file. */
  readonly #loose = new Map<string, Slot>()
  /** Slots and annotations share one space of ids. */
  readonly #ids: ReadonlySet<string>
  readonly #taken: ReadonlySet<string>
  #number = 0

  constructor(timed: readonly TimedText[]) {
    this.#ids = new Set(timed.map((item) => xmlId(item.id)))
    this.#taken = new Set([...this.#ids, ...timed.flatMap((item) => carriedSlots(item).flatMap((name) => name ?? []))])
  }

  add(tier: string, item: TimedText): void {
    const names = carriedSlots(item)
    const last = this.#last.get(tier)
    const from = this.#slot(item.start, names[0], last)
    const until = this.#slot(item.end, names[1], from)
    this.#last.set(tier, until)
    this.#of.set(item, [from.name, until.name])
  }

  slotsOf(item: TimedText): readonly [string, string] {
    return this.#of.get(item) ?? ["", ""]
  }

  /** TIME_ORDER, slots in the order of time. */
  *text(): Generator<string> {
    yield "<TIME_ORDER>\n"
    const sorted = this.#slots
      .map((slot, i) => ({ slot, i }))
      .sort((a, b) => a.slot.sortMs - b.slot.sortMs || a.i - b.i)
    for (const { slot } of sorted)
      yield `<TIME_SLOT${xmlAttributes({ TIME_SLOT_ID: slot.name, TIME_VALUE: slot.ms ?? undefined })}/>\n`
    yield "</TIME_ORDER>\n"
  }

  #slot(time: number | null, carried: string | null | undefined, before: Slot | undefined): Slot {
    const ms = time === null ? null : Math.round(time)
    const name = ms === null && carried && !this.#ids.has(carried) ? carried : null
    const shared = name === null ? undefined : this.#loose.get(name)
    if (shared) return shared
    if (ms !== null && before?.ms === ms) return before
    const slot = { name: name ?? this.#freeName(), ms, sortMs: ms ?? before?.sortMs ?? 0 }
    this.#slots.push(slot)
    if (name !== null) this.#loose.set(name, slot)
    return slot
  }

  #freeName(): string {
    let name = ""
    do name = `ts${++this.#number}`
    while (this.#taken.has(name))
    return name
  }
}

/** Names of the slots without a value that a file gave a stretch: of its beginning and of its end. */
function carriedSlots(item: TimedText): (string | null)[] {
  const slots = member(carriedFor(item.foreign, "eaf"), "slots")
  return (isList(slots) ? slots : []).map((name) =>
    typeof name === "string" && /^[A-Za-z_][\w.-]{0,80}$/.test(name) ? name : null,
  )
}
