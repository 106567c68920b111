import { inLanguage, type Label, type LabelId, type Language } from "@justesse/types"

/** A label as it is looked for: its name in the reader's language, and that name without accents and capitals. */
export interface NamedLabel {
  readonly label: Label
  readonly name: string
  readonly plain: string
  /** What it is one of, where its file said that (COCO's supercategory); empty for nothing. */
  readonly parent: string
}

/** What was found: those used lately, those whose name begins so, those that have it elsewhere. Each label once. */
interface FoundLabels {
  readonly lately: readonly NamedLabel[]
  readonly begins: readonly NamedLabel[]
  readonly contains: readonly NamedLabel[]
}

/** The labels as they are looked for, in their order. */
export function nameLabels(labels: readonly Label[], language: Language): readonly NamedLabel[] {
  return labels.map((label) => {
    const name = inLanguage(label.name, language).normalize("NFC")
    return { label, name, plain: plainWord(name), parent: parentOf(label) }
  })
}

/**
 * Labels whose name or parent has what was typed. Without a word all of them are there, in their order, behind those used lately. A
 * name that begins so comes before one of which a later word does, and that before any other; among those alike their order holds.
 */
export function findLabels(all: readonly NamedLabel[], typed: string, recent: readonly LabelId[]): FoundLabels {
  const wanted = plainWord(typed.trim())
  const fits = all.filter(({ plain, parent }) => plain.includes(wanted) || plainWord(parent).includes(wanted))
  const place = new Map(recent.map((id, at) => [id, at]))
  const isLate = ({ label }: NamedLabel) => place.has(label.id)
  const lately = fits.filter(isLate).sort((a, b) => (place.get(a.label.id) ?? 0) - (place.get(b.label.id) ?? 0))
  const others = fits.filter((one) => !isLate(one))
  const begins = others.filter(({ plain }) => plain.startsWith(wanted))
  const later = others.filter(({ plain }) => !plain.startsWith(wanted))
  const isWord = ({ plain }: NamedLabel) => new RegExp(`[^\\p{L}\\p{N}]${escaped(wanted)}`, "u").test(plain)
  return { lately, begins, contains: [...later.filter(isWord), ...later.filter((one) => !isWord(one))] }
}

/** Where in its name a label has what was typed: the letters before, in it and after. */
export function splitMatch({ name, plain }: NamedLabel, typed: string): readonly [string, string, string] {
  const wanted = plainWord(typed.trim())
  const at = wanted === "" || plain.length !== name.length ? -1 : plain.indexOf(wanted)
  if (at < 0) return [name, "", ""]
  return [name.slice(0, at), name.slice(at, at + wanted.length), name.slice(at + wanted.length)]
}

/**
 * The labels that stand beside the picture, in so many slots. A label that is chosen and has none takes the slot of the one that was
 * not used for the longest time; all others stay where they are. `before`: the slots so far, empty at the start.
 */
export function nextSlots(
  before: readonly LabelId[],
  labels: readonly Label[],
  {
    chosen,
    recent,
    room,
  }: { readonly chosen: LabelId | null; readonly recent: readonly LabelId[]; readonly room: number },
): readonly LabelId[] {
  const here = new Set(labels.map(({ id }) => id))
  const isSame = before.length === Math.min(room, labels.length) && before.every((id) => here.has(id))
  const slots = isSame ? before : labels.slice(0, room).map(({ id }) => id)
  if (chosen === null || !here.has(chosen) || slots.includes(chosen)) return slots
  const age = (id: LabelId) => (recent.includes(id) ? recent.indexOf(id) : recent.length)
  const oldest = slots.reduce((found, id, at) => (age(id) >= age(slots[found] ?? id) ? at : found), 0)
  return slots.map((id, at) => (at === oldest ? chosen : id))
}

function parentOf({ foreign }: Label): string {
  const coco = foreign?.coco
  const said = typeof coco === "object" && coco !== null && !Array.isArray(coco) ? coco.supercategory : undefined
  return typeof said === "string" ? said : ""
}

/** Without accents and capitals. */
function plainWord(word: string): string {
  return word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
