import { WON_APPEAL_SECONDS } from "@justesse/work/appeals/repairs"
import type { Deps } from "../core/deps.ts"
import { grantTime } from "../work/unleased.ts"

/**
 * Credits whoever said first that a known answer is wrong with the minutes of an appeal that was won: finding it was work, without a task
 * in hand.
 */
export async function creditFinder(
  deps: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
  personId: number,
): Promise<void> {
  await grantTime(deps, { projectId, personId }, WON_APPEAL_SECONDS)
}
