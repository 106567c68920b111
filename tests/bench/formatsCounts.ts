import { readDataset } from "@justesse/formats"
import { filesAt } from "../../apps/server/src/files/sets.ts"

/** How many pictures and boxes a COCO file has, read as an import reads it. */
export async function readCounts(path: string): Promise<{ pictures: number; boxes: number }> {
  const files = await filesAt(path)
  const counts = { pictures: 0, boxes: 0 }
  for await (const event of readDataset(files, { format: "coco" })) {
    if (event.kind !== "record") continue
    counts.pictures++
    counts.boxes += event.record.body?.regions.length ?? 0
  }
  files.close()
  return counts
}
