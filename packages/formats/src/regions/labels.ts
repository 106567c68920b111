import { isStorable, type Label, type LabelId, labelColor, type Ontology } from "@justesse/types"

/** Most labels an ontology holds. */
export const MAX_LABELS = 1_000

const validId = /^[\p{L}\p{N}][\p{L}\p{N} ._/+-]{0,79}$/u

/**
 * The labels that a dataset's files name, in the order they are added (class order is part of the data). The same name
 * gives the same label; an id is the name itself where it may be one, otherwise made from it and unique.
 */
export class LabelList {
  readonly #known: ReadonlyMap<string, Label>
  readonly #byName = new Map<string, Label>()
  readonly #ids = new Set<string>()

  /** `known` labels are taken as they are when a file names one of them. */
  constructor(known: readonly Label[] = []) {
    this.#known = new Map(known.map((label) => [label.name.en, label]))
  }

  /**
   * A list that has all `known` labels from the start, in their order and with those that nothing uses: for forms whose files
   * have no list of classes of their own, so that the manifest of an export of ours is that list.
   */
  static withAll(known: readonly Label[]): LabelList {
    const labels = new LabelList(known)
    for (const { name } of known) labels.add(name.en)
    return labels
  }

  /** The label called `name`; null when it cannot be a label (empty, over 400 units, not storable) or there are too many. */
  add(name: string): Label | null {
    const known = this.#byName.get(name)
    if (known) return known
    if (name === "" || name.length > 400 || !isStorable(name) || this.#byName.size >= MAX_LABELS) return null
    const before = this.#known.get(name)
    if (before && !this.#ids.has(before.id)) {
      this.#ids.add(before.id)
      this.#byName.set(name, before)
      return before
    }
    const index = this.#byName.size
    const label: Label = {
      id: this.#freshId(name),
      name: { en: name },
      color: labelColor(index),
      key: index < 9 ? String(index + 1) : null,
      hasText: false,
      attributes: [],
      retired: false,
    }
    this.#byName.set(name, label)
    return label
  }

  /** {@link LabelList.add} for a label that was known before any file was read; null for others. */
  addKnown(name: string): Label | null {
    return this.#known.has(name) ? this.add(name) : null
  }

  /** True where labels were known before any file was read. */
  get hasKnown(): boolean {
    return this.#known.size > 0
  }

  /** Puts the labels called `names` first, in that order; those that are not there yet are added. */
  lead(names: readonly string[]): void {
    for (const name of names) this.add(name)
    const all = new Map(this.#byName)
    this.#byName.clear()
    for (const name of [...names, ...all.keys()]) {
      const label = all.get(name)
      if (label) this.#byName.set(name, label)
    }
  }

  /** True when `label` was known before any file was read. */
  wasKnown(label: Label): boolean {
    return this.#known.get(label.name.en) === label
  }

  get(name: string): Label | undefined {
    return this.#byName.get(name)
  }

  /** Puts `label` in the place of the one with the same name; for readers that learn more about a label. */
  replace(label: Label): void {
    this.#byName.set(label.name.en, label)
  }

  ontology(): Ontology {
    return { labels: [...this.#byName.values()] }
  }

  #freshId(name: string): LabelId {
    const stem = validId.test(name)
      ? name
      : (name.replace(/[^\p{L}\p{N} ._/+-]+/gu, "-").replace(/^[^\p{L}\p{N}]+/u, "") || "label").slice(0, 70)
    const whole = wellFormed(stem)
    let id = whole
    for (let n = 2; this.#ids.has(id); n++) id = `${whole.slice(0, 70)}-${n}`
    this.#ids.add(id)
    // Built above to match LabelId's pattern; parsing every name again would only repeat the test.
    return id as LabelId
  }
}

/**
 * All known labels in the order they are known in (an export of ours keeps its classes in its manifest, unused ones too), then
 * the others of `names` as they come. Names that cannot be labels are left out.
 */
export function labelsInOrder(known: readonly Label[], names: ReadonlySet<string>): LabelList {
  const labels = LabelList.withAll(known)
  for (const name of names) labels.add(name)
  return labels
}

/** `text` without a high surrogate that a cut left at its end. */
function wellFormed(text: string): string {
  return isStorable(text) ? text : text.slice(0, -1)
}
