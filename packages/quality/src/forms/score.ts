import { compareText } from "../consensus/order.ts"
import { SCORE_PROFILE } from "../text/profile.ts"
import { errorRates } from "../text/rates.ts"
import { dayOf, type FieldKind, type FormField, readValue, type ValueOf } from "./fields.ts"
import { masiDistance } from "./masi.ts"

/** What was said to the questions of one task, by name. */
export interface FilledForm {
  readonly task: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** How near answers to one question come to what is known. */
interface FieldScore {
  readonly name: string
  readonly kind: FieldKind
  /** Tasks of which the answer is known, and those of them that nothing was said of: they count as not right. */
  readonly known: number
  readonly missing: number
  /** Right over known: the same, or as near as the tolerance; null for opinions and where nothing is known. */
  readonly right: number | null
  /** How far off those are that were answered, in the measure's own unit; null where there is no such thing. */
  readonly off: {
    readonly measure: "steps" | "amount" | "days" | "pixels" | "masi" | "cer"
    readonly mean: number
  } | null
}

interface Compared {
  readonly isRight: boolean
  readonly off: number
}
type Compare<K extends FieldKind> = (known: ValueOf[K], said: ValueOf[K], tolerance: number) => Compared

const within = (off: number, tolerance: number): Compared => ({ isRight: off <= tolerance + ROUNDING, off })
const exactly = (isRight: boolean): Compared => ({ isRight, off: 0 })
const ROUNDING = 1e-9

const COMPARE: { readonly [K in Exclude<FieldKind, "opinion">]: Compare<K> } = {
  choice: (known, said) => exactly(known === said),
  several: (known, said) => within(masiDistance(new Set(known), new Set(said)), 0),
  // A scale's answer may lie between its steps: it is right as the step that is nearest.
  scale: (known, said) => ({ isRight: Math.round(known) === Math.round(said), off: Math.abs(known - said) }),
  number: (known, said, tolerance) => within(Math.abs(known - said), tolerance),
  date: (known, said, tolerance) => within(Math.abs((dayOf(known) ?? 0) - (dayOf(said) ?? 0)), tolerance),
  point: (known, said, tolerance) => within(Math.hypot(known.x - said.x, known.y - said.y), tolerance),
  text: (known, said) => within(errorRates([{ reference: known, answer: said }], SCORE_PROFILE).cer.macro ?? 0, 0),
}

const MEASURES = {
  several: "masi",
  scale: "steps",
  number: "amount",
  date: "days",
  point: "pixels",
  text: "cer",
} as const
const measureOf = (kind: FieldKind) => (Object.hasOwn(MEASURES, kind) ? MEASURES[kind as keyof typeof MEASURES] : null)

/**
 * How near forms come to what is known of the same tasks, question by question, each as its kind compares: choices exactly, numbers,
 * days and places within their tolerance, texts without case and signs. Opinions have no right answer and are not compared.
 */
export function scoreForms(
  fields: readonly FormField[],
  known: readonly FilledForm[],
  said: readonly FilledForm[],
): FieldScore[] {
  const given = new Map(said.map(({ task, fields: own }) => [task, own]))
  const tasks = [...known].sort((a, b) => compareText(a.task, b.task))
  return fields.map((field) => scoreOf(field.kind, field, tasks, given))
}

function scoreOf<K extends FieldKind>(
  kind: K,
  { name, tolerance = 0 }: FormField,
  tasks: readonly FilledForm[],
  given: ReadonlyMap<string, FilledForm["fields"]>,
): FieldScore {
  const pairs = tasks.flatMap(({ task, fields }) => {
    const value = readValue(kind, fields[name])
    return value === null ? [] : [[value, readValue(kind, given.get(task)?.[name])] as const]
  })
  const missing = pairs.filter(([, value]) => value === null).length
  const base = { name, kind, known: pairs.length, missing }
  if (kind === "opinion" || pairs.length === 0) return { ...base, right: null, off: null }
  const compare = COMPARE[kind as Exclude<FieldKind, "opinion">] as Compare<K> // of the kind, which is no opinion
  const compared = pairs.flatMap(([value, other]) => (other === null ? [] : [compare(value, other, tolerance)]))
  const measure = measureOf(kind)
  const sum = compared.reduce((all, { off }) => all + off, 0)
  return {
    ...base,
    right: compared.filter(({ isRight }) => isRight).length / pairs.length,
    off: measure && compared.length > 0 ? { measure, mean: sum / compared.length } : null,
  }
}
