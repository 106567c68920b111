import { isSameShape, type Label, type Region } from "@justesse/types"

/** What a model's word comes to at one place: what it says there, and its own box where the box was not in doubt. */
interface Doubted {
  /** Null: nothing is there. */
  readonly says: Region | null
  /** The same with the model's own box, to be chosen on purpose; null where there is no such choice. */
  readonly withItsBox: Region | null
}

/**
 * A model doubts one thing at a time: a doubted label changes the label and a doubted place the box. The rest of what people
 * settled (their box, texts, answers to the questions that the new label asks too) stays. A region that nobody had is the
 * model's own; a region that the model did not find is proposed to go.
 *
 * @param label the model's label, for the questions that it asks; absent where it is not known
 */
export function doubtedOf(
  kind: "missing" | "extra" | "label" | "place",
  final: Region | null,
  own: Region | null,
  label?: Pick<Label, "attributes">,
): Doubted {
  if (!final || !own) return { says: own, withItsBox: null }
  if (kind === "place") return { says: movedTo(final, own), withItsBox: null }
  if (kind !== "label") return { says: own, withItsBox: null }
  const { attributes: answered, ...rest } = final
  const asked = new Set<string>((label?.attributes ?? []).map(({ id }) => id))
  const attributes = Object.entries(answered ?? {}).filter(([id]) => asked.has(id))
  const says: Region = {
    ...rest,
    label: own.label,
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  }
  return { says, withItsBox: isSameShape(final.geometry, own.geometry) ? null : movedTo(says, own) }
}

/** The region with another's shape. */
function movedTo(region: Region, { geometry }: Region): Region {
  return { ...region, geometry }
}
