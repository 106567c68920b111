import type { Disagreement, ProjectKind } from "@justesse/types"
import { isSameShape, KINDS } from "@justesse/types"

/** The acts on a difference besides taking an answer, in the order in which they are shown. */
const ACT_NAMES = ["merge", "edit", "none", "undecidable", "oneMore", "sendBack", "ask"] as const
export type ActName = (typeof ACT_NAMES)[number]

/**
 * The acts that can apply to a difference. Edges merge where two of them lie apart on a picture; "nothing here" is no act of its own
 * where it is one of the answers; a second look only decides.
 */
export function actsOn(
  { candidates }: Pick<Disagreement, "candidates">,
  { kind, look }: { readonly kind: ProjectKind; readonly look: "first" | "second" },
): ActName[] {
  const [first, ...others] = candidates.flatMap(({ region }) => region ?? [])
  const isApart = first !== undefined && others.some((one) => !isSameShape(one.geometry, first.geometry))
  const applies: Partial<Readonly<Record<ActName, boolean>>> = {
    merge: KINDS[kind].parts === "placed" && isApart,
    none: candidates.every(({ region }) => region !== null),
    oneMore: look === "first",
    sendBack: look === "first",
  }
  return ACT_NAMES.filter((name) => applies[name] ?? true)
}
