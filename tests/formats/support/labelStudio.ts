import { rotateAboutTopLeft } from "@justesse/formats/regions/rotated"
import { type Box, boxOf, type Region, ringsOf } from "@justesse/types"
import { type Compared, recordByName, Tallied, TOLERANCE_PX } from "./compare.ts"
import type { Expected, ExpectedObject, Gathered } from "./real.ts"

/** An object of a Label Studio answer: boxes are unturned, with the point they turn about at their top left. */
interface Marked extends ExpectedObject {
  readonly regionId: string
  readonly annotation: number
  readonly kinds: readonly string[]
  readonly labels?: readonly string[]
  readonly percent?: readonly number[]
  readonly rotation?: number
  readonly seconds?: readonly number[]
  readonly pointCount?: number
}

/** The side of the square that stands for pictures of unknown size, so that percent can be compared. */
export const ASSUMED_SIDE = 1_000

/**
 * Compares tasks by their id and regions by theirs. Objects of a task's further annotations are counted as carried: a record
 * holds one answer. What no box stands for (points, choices of the whole picture) must travel with the picture.
 */
export function compareLabelStudio(want: Expected, got: Gathered): Compared {
  const tally = new Tallied()
  const labels = new Map<string, string>(got.ontology.labels.map((label) => [label.id, label.name.en]))
  tally.check("counts", got.records.length === want.counts["images"], `${got.records.length} tasks`)
  const classes = [...labels.values()].sort()
  const carriedLabels = (want.classes ?? []).filter((name) => !classes.includes(name) && !name.startsWith("keypoint"))
  tally.check("classes", carriedLabels.length === 0, `${carriedLabels} are missing`)
  for (const image of want.images ?? []) {
    const record = got.records.find(({ foreignId }) => foreignId === String(image["taskId"]))
    tally.check("pictures", record !== undefined, `task ${image["taskId"]}`)
    if (!record) continue
    const isNamed = recordByName(image, [record]) !== undefined || decodeURI(String(image.file)).endsWith(record.name)
    // One answer names the sound of a task whose boxes are on its picture.
    if (record.timed !== undefined || !image.file?.endsWith(".wav")) tally.check("names", isNamed, record.name)
    for (const object of image.objects as readonly Marked[]) {
      const region = record.body?.regions.find(({ id }) => id === object.regionId)
      const carried = JSON.stringify(record.foreign ?? {}).includes(JSON.stringify(object.regionId))
      if (object.annotation > 0) tally.check("carried answers", carried, object.regionId)
      else if (object.seconds) compareStretch(object, record.timed ?? [], tally)
      else if (region) compareRegion(object, region, labels.get(region.label) ?? "", tally)
      else tally.check("carried", carried || record.text === object.text, object.regionId)
    }
    const own = (image.objects as readonly Marked[]).filter(({ annotation }) => annotation === 0)
    tally.check("boxes", (record.body?.regions.length ?? 0) <= own.length, `more than ${own.length}`)
  }
  return tally.result()
}

function compareStretch(
  object: Marked,
  timed: NonNullable<Gathered["records"][number]["timed"]>,
  tally: Tallied,
): void {
  const item = timed.find(({ id }) => id === object.regionId)
  const [start = 0, end = 0] = object.seconds ?? []
  const isNear = (ms: number | null | undefined, seconds: number) => Math.abs((ms ?? -1) - seconds * 1_000) < 1e-6
  tally.check("stretches", isNear(item?.start, start) && isNear(item?.end, end), object.regionId)
  tally.check("labels", item?.label === object.labels?.[0], `${object.regionId} is ${item?.label}`)
  if (object.text !== undefined) tally.check("texts", item?.text === object.text, `${object.regionId}: ${item?.text}`)
}

function compareRegion(object: Marked, region: Region, label: string, tally: Tallied): void {
  tally.check("labels", object.labels === undefined || label === object.labels[0], `${object.regionId} is ${label}`)
  const box = expectedBox(object)
  if (box) {
    // The answer's pixels have six decimals.
    const wanted = rotateAboutTopLeft(box, object.rotation ?? 0).box
    const far = (["x", "y", "width", "height"] as const).some(
      (side) => Math.abs(wanted[side] - boxOf(region)[side]) > TOLERANCE_PX,
    )
    tally.check("boxes", !far, `${object.regionId} ${JSON.stringify(wanted)}`)
  }
  if (object.pointCount !== undefined)
    tally.check("points", ringsOf(region.geometry)[0]?.length === object.pointCount, `${object.regionId}`)
  if (object.text !== undefined)
    tally.check("texts", region.transcript?.value === object.text, `${object.regionId}: ${region.transcript?.value}`)
}

function expectedBox(object: Marked): Box | null {
  const numbers = object.xywh ?? object.percent?.map((value) => (value / 100) * ASSUMED_SIDE)
  if (!numbers) return null
  const [x = 0, y = 0, width = 0, height = 0] = numbers
  return { x, y, width, height }
}
