import type { Region } from "@justesse/types"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"

/**
 * A record whose answer has stretches of time, with these as timed texts: what formats of recordings write. Times are the same numbers
 * and texts the same letters. `speakerIs` says where the format has who speaks. A recording in which nobody says anything has none; a
 * record that is of no recording, or has timed texts of its own, stays as it is.
 */
export function withTimed(record: DatasetRecord, speakerIs: "speaker" | "tier", isRecording: boolean): DatasetRecord {
  const { body, timed } = record
  if (timed !== undefined || body === null) return record
  const spans = body.regions.filter(({ geometry }) => geometry.type === "span")
  if (spans.length === 0 && !(isRecording && body.regions.length === 0)) return record
  const stretches = spans.flatMap((region) => toTimed(region, speakerIs)).sort(byTime)
  const left = body.regions.filter(({ geometry }) => geometry.type !== "span")
  return { ...record, body: { ...body, regions: left }, timed: stretches }
}

function byTime(a: TimedText, b: TimedText): number {
  return (a.start ?? 0) - (b.start ?? 0) || (a.end ?? 0) - (b.end ?? 0)
}

function toTimed({ id, geometry, label, speaker, transcript }: Region, speakerIs: "speaker" | "tier"): TimedText[] {
  if (geometry.type !== "span") return []
  const named = speaker !== undefined && speaker !== ""
  return [
    {
      id,
      tier: named && speakerIs === "tier" ? speaker : "",
      start: geometry.startMs,
      end: geometry.endMs,
      text: transcript?.value ?? "",
      label,
      ...(named && speakerIs === "speaker" && { speaker }),
    },
  ]
}
