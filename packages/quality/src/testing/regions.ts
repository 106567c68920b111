import {
  type AnnotationBody,
  boxShape,
  type LabelId,
  type Region,
  type RegionId,
  type ResolveRule,
} from "@justesse/types"
import type { Answer } from "../consensus/index.ts"

/** A region in a few words, for tests: left, top, width, height and what differs from a plain `thing`. */
export function region(
  id: string,
  [x, y, width, height]: readonly [number, number, number, number],
  more: { label?: string; text?: string; attributes?: Record<string, string | boolean> } & Partial<
    Pick<Region, "geometry" | "transcript" | "foreign" | "flags" | "level" | "parent">
  > = {},
): Region {
  const { label = "thing", text, attributes, geometry, ...rest } = more
  return {
    id: id as RegionId,
    geometry: geometry ?? boxShape({ x, y, width, height }),
    label: label as LabelId,
    ...(attributes && { attributes: attributes as NonNullable<Region["attributes"]> }),
    ...(text !== undefined && { transcript: { value: text } }),
    ...rest,
  } // ids, labels and attribute names of tests are valid ones
}

/** An answer of regions; none means "nothing here". */
export function body(...regions: Region[]): AnnotationBody {
  return { regions, nothingHere: regions.length === 0 }
}

/** The answer of a person whose name is also the submission's. */
export function answer(name: string, ...regions: Region[]): Answer {
  return { submission: `s-${name}`, person: name, body: body(...regions) }
}

/** The rule of a new project. */
export const RULE: ResolveRule = { matchIou: 0.5, settleIou: 0.8, text: "exact" }
