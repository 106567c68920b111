import { boundsOf, type Label, type Point, type Region } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { idText, isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, MAX_OUTLINE, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import { splitRing } from "../regions/rings.ts"
import type { ShapeParts } from "../regions/rotated.ts"
import { takeText } from "../regions/toolLabels.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"
import { type SuperviselyMeta, tagsOf } from "./meta.ts"

const KEYS = new Set(["id", "classId", "classTitle", "geometryType", "points", "tags", "description"])
/** Who drew it and when: not carried, every object has them. */
const COMMON = new Set(["labelerLogin", "createdAt", "updatedAt"])

/** Where an object is, and what its reader knows by then. */
interface ObjectLocation {
  readonly file: string
  readonly line: number
  readonly field: string
  /** Null where the object's class cannot be a label. */
  readonly label: Label | null
  readonly meta: SuperviselyMeta
  readonly ids: RegionIds
  readonly tally: Tally
}

/** An object as a region; "carry" for shapes that no box stands for; null where it is lost, which the events say. */
export function* superviselyObject(
  object: JsonObject,
  at: ObjectLocation,
): Generator<ReadEvent, Region | "carry" | null> {
  const location = { file: at.file, line: at.line, field: at.field }
  const type = member(object, "geometryType")
  if (type !== "rectangle" && type !== "polygon") {
    at.tally.add("note", "shape_carried", typeof type === "string" ? type : "")
    return "carry"
  }
  const points = member(object, "points")
  const exterior = isObject(points) ? member(points, "exterior") : undefined
  const interior = isObject(points) ? member(points, "interior") : undefined
  const parts = partsOf(type, exterior, interior)
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, found: exterior })
    return null
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", { ...location, found: exterior })
    return null
  }
  if (at.label === null) {
    yield report("lost", "label_refused", { ...location, found: member(object, "classTitle") })
    return null
  }
  const tags = tagsOf(member(object, "tags"), at.meta)
  const text = takeText(tags.entries)
  if (text.refused !== undefined) yield report("lost", "text_unstorable", location)
  const { held, carried } = attributeParts(text.rest)
  const description = member(object, "description")
  const isCarried = isList(interior) && interior.length > 0 && parts.rings === undefined
  const foreign: Record<string, JsonValue> = {
    ...unknownMembers(object, new Set([...KEYS, ...COMMON])),
    ...(typeof description === "string" && description !== "" ? { description } : {}),
    ...(isCarried ? { interior } : {}),
    ...(text.textKey === undefined ? {} : { text_tag: text.textKey }),
    ...(carried === null ? {} : { tags: carried }),
  }
  return region({
    ...{ id: at.ids.give(idText(member(object, "id"))), ...parts, label: at.label.id },
    ...{ attributes: held ?? undefined, transcript: text.transcript },
    foreign: Object.keys(foreign).length > 0 ? { supervisely: foreign } : undefined,
  })
}

function partsOf(
  type: "rectangle" | "polygon",
  exterior: JsonValue | undefined,
  interior: JsonValue | undefined,
): ShapeParts | { problem: string } | null {
  if (!isList(exterior)) return { problem: exterior === undefined ? "field_missing" : "points_unreadable" }
  const known = pairsOf(exterior)
  if (known === null || known.length < 2) return { problem: "points_unreadable" }
  if (type === "rectangle") {
    const box = boundsOf(known)
    return box && { box }
  }
  const outline = pointsOf(known.flatMap(({ x, y }) => [x, y]))
  if (outline === null) return { problem: "outline_unreadable" }
  const box = boundsOf(outline)
  const holes = (isList(interior) ? interior : []).map(pairsOf)
  const rings = holes.flatMap((hole) => (hole && hole.length >= 3 ? [hole] : []))
  const isWhole = holes.length > 0 && rings.length === holes.length && [outline, ...rings].flat().length <= MAX_OUTLINE
  return box && (isWhole ? { box, rings: [...splitRing(outline), ...rings] } : { box, outline })
}

/** `[x, y]` lists as points; null where one is none. */
function pairsOf(list: JsonValue): Point[] | null {
  const points = (isList(list) ? list : [null]).map((point) => {
    const [x, y] = isList(point) ? point : []
    return isFiniteNumber(x) && isFiniteNumber(y) ? { x, y } : null
  })
  const known = points.filter((point) => point !== null)
  return known.length < points.length ? null : known
}
