import { JustesseError, type ProjectSettings, proposalRulesOf } from "@justesse/types"
import type { SubmitInput } from "@justesse/types/wire/work"
import type { OwnAssignment, ProposalRecord } from "@justesse/work/allocation/operations"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { isWithheld } from "../models/lot.ts"

/**
 * What is stored of proposals with an answer: what its sender says became of them, or that the task began without. Null where
 * nothing was proposed. The settings are those in force; null for somebody who left the project, whose answer is taken anyhow. So is
 * one from a page that did not know of the rule: finished work is not refused (I3), and how many are left is stored.
 *
 * @throws JustesseError proposals_open (count) where the project asks that each is decided and some are not
 * @throws JustesseError invalid_input (region) for a region that the answer does not have
 */
export function toProposalRecord(
  deps: Pick<Deps, "hmac">,
  { projectId, taskId }: Pick<OwnAssignment, "projectId" | "taskId">,
  { body, proposals }: Pick<z.infer<typeof SubmitInput>, "body" | "proposals">,
  settings: Pick<ProjectSettings, "proposals"> | null,
): ProposalRecord | null {
  const { mustDecide, without } = proposalRulesOf(settings ?? {})
  if (!proposals) return settings && isWithheld(deps, projectId, taskId, without) ? { withheld: true } : null
  const { taken, changed, refused, untouched, mustDecide: knew = true } = proposals
  if (settings && mustDecide && knew && untouched > 0) throw new JustesseError("proposals_open", { count: untouched })
  const known = new Set(body.regions.map(({ id }) => id))
  for (const id of [...taken, ...changed])
    if (!known.has(id)) throw new JustesseError("invalid_input", { field: "proposals", region: id })
  const regions = taken.length + changed.length === 0 ? "" : JSON.stringify({ taken, changed })
  return { withheld: false, taken: taken.length, changed: changed.length, refused, untouched, regions }
}
