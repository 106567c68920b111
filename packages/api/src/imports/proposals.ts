import { proposals } from "@justesse/db/imports/proposals"
import { LabelId, RegionId, type WorkBody } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** Proposals of one picture below this score are not worth a person's look. */
const LEAST_SCORE = 0.05

interface Found {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly label: string
  readonly score: number
}

/**
 * What people begin with where a model has been before: its regions as an answer that is not theirs yet. Pictures that no set
 * proposes anything for are absent.
 */
export async function proposalsFor(
  deps: Pick<Deps, "storage">,
  projectId: number,
  taskIds: readonly number[],
): Promise<Map<number, WorkBody>> {
  const bodies = await proposals(deps.storage.db).bodies(projectId, taskIds)
  const proposed = new Map<number, WorkBody>()
  for (const [taskId, text] of bodies) {
    const found: { regions: Found[] } = JSON.parse(text) // written by `readPredictions` alone
    const worth = found.regions.filter(({ score, width, height }) => score >= LEAST_SCORE && width > 0 && height > 0)
    const regions = worth.map(({ x, y, width, height, label }, index) => ({
      id: RegionId.parse(`model-${index + 1}`),
      shape: "box" as const,
      ...{ x, y, width, height },
      label: LabelId.parse(label),
      proposed: true as const,
    }))
    if (regions.length > 0) proposed.set(taskId, { regions, nothingHere: false })
  }
  return proposed
}
