import { canonicalJson } from "@justesse/types"
import type { SaveDraftInput, SaveDraftOutput } from "@justesse/types/wire/work"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"

/**
 * Keeps what is drawn so far, durably. Drafts are never judged: an unfinished answer may miss anything.
 * @throws JustesseError not_found | taken_over | already_submitted | draft_is_older (detail.revision) | storage_full
 */
export async function saveDraft(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  input: z.infer<typeof SaveDraftInput>,
): Promise<z.infer<typeof SaveDraftOutput>> {
  const { assignmentId, fence, revision } = input
  const body = canonicalJson(input.body)
  return deps.storage.hot.saveDraft({ publicId: assignmentId, personId, fence, revision, body, nowMs: deps.nowMs() })
}
