import type { AnnotationBody, Box, Label, RegionId } from "@justesse/types"
import type { NotedAnswer, NoteWrite } from "@justesse/types/wire/mentor"
import type { z } from "zod"

type NoteAbout = NonNullable<NotedAnswer["notes"][number]["about"]>
type Right = z.infer<typeof NoteWrite>["right"]

/** What is being noted of an answer, before it is written. */
export interface Change {
  readonly region: RegionId | null
  /** Null until it is chosen. */
  readonly about: NoteAbout | null
  readonly label: string | null
  readonly place: Box | null
}

export const NO_CHANGE: Change = { region: null, about: null, label: null, place: null }

/** What a note can be about: of the whole picture what was missed, of a region what can be wrong with such a one. */
export function choicesFor(
  region: AnnotationBody["regions"][number] | undefined,
  labels: readonly Label[],
): NoteAbout[] {
  if (!region) return ["missed", "other"]
  const hasAttributes = (labels.find(({ id }) => id === region.label)?.attributes ?? []).length > 0
  const isRead = (region.transcript?.value ?? "") !== ""
  return [
    ...(["edges"] as const),
    ...(labels.length > 1 ? (["label"] as const) : []),
    ...(hasAttributes ? (["attribute"] as const) : []),
    ...(isRead ? (["text", "spaces"] as const) : []),
    ...(["extra", "twice", "other"] as const),
  ]
}

/** What a note says is right there, of what was filled in: null where something that it has to say is not there yet. */
export function rightOf({ about, label, place }: Change, text: string): Right | null {
  const nothing = { label: null, text: null, place: null }
  if (about === "label") return label === null ? null : { ...nothing, label: label as Right["label"] } // one of the ontology's
  if (about === "text" || about === "spaces") return text === "" ? null : { ...nothing, text }
  if (about === "missed") return label === null || !place ? null : { ...nothing, label: label as Right["label"], place }
  return about === null ? null : nothing
}

/** The upright box between two points of a picture, in whole pixels and inside of it; null where it is only a point. */
export function boxBetween(
  [a, b]: readonly [{ x: number; y: number }, { x: number; y: number }],
  size: { readonly width: number; readonly height: number },
): Box | null {
  const within = (value: number, most: number) => Math.round(Math.min(Math.max(0, value), most))
  const [x0, x1] = [within(Math.min(a.x, b.x), size.width), within(Math.max(a.x, b.x), size.width)]
  const [y0, y1] = [within(Math.min(a.y, b.y), size.height), within(Math.max(a.y, b.y), size.height)]
  return x1 - x0 < 2 || y1 - y0 < 2 ? null : { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }
}
