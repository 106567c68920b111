import { findGuideline, type ProjectAccess, storeAccepted } from "@justesse/db"
import { insertConsent } from "@justesse/db/pay/consents"
import { JustesseError, type PayMode, payOf, proposalRulesOf, shapesOf } from "@justesse/types"
import type { Guide, GuideInput } from "@justesse/types/wire/work"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import { inTransaction } from "../core/transaction.ts"
import { pictureUrls } from "../guidelines/index.ts"
import type { WorkDeps } from "./allocation.ts"
import { ontologyOf } from "./submit.ts"

/** Labels and guideline of one version, as they were then. */
export async function guideOf(
  deps: Pick<WorkDeps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  input: z.infer<typeof GuideInput>,
): Promise<z.infer<typeof Guide>> {
  const { ontologyVersion, guidelineVersion } = input
  const [ontology, guideline] = await Promise.all([
    ontologyOf(deps, project.id, ontologyVersion),
    findGuideline(deps.storage.db, project.id, guidelineVersion),
  ])
  const { mustDecide, solidFrom } = proposalRulesOf(project.settings)
  if (!guideline) throw new JustesseError("invalid_input", { field: "guidelineVersion", found: guidelineVersion })
  return {
    ontology,
    ontologyVersion,
    guideline: guideline.markdown,
    guidelineVersion,
    pictures: await pictureUrls(deps, project.id, guideline.markdown),
    projectName: project.name,
    opening: project.settings.opening,
    shapes: [...shapesOf(project.settings)],
    proposals: { mustDecide, solidFrom },
    ...(project.settings.checks?.grid && { grid: true }),
    ...(project.settings.writing && { writing: project.settings.writing }),
  }
}

/**
 * Says yes to the conditions of a project as they stand.
 * @throws JustesseError version_changed (detail.version) when they changed while they were read | invalid_input where they were told
 *   another way to pay than it has
 */
export async function acceptConditions(
  deps: Pick<WorkDeps, "storage" | "nowMs">,
  project: ProjectAccess,
  personId: number,
  { guidelineVersion, mode: said }: { readonly guidelineVersion: number; readonly mode?: PayMode | undefined },
): Promise<void> {
  const { mode } = payOf(project.settings)
  if (mode !== (said ?? "salaried")) throw new JustesseError("invalid_input", { field: "mode", rule: mode })
  if (guidelineVersion !== project.guidelineVersion) {
    throw new JustesseError("version_changed", { version: project.guidelineVersion })
  }
  await inTransaction(deps, async (inside) => {
    await storeAccepted(inside.storage.db, project.id, personId, guidelineVersion)
    // That somebody works for nothing, or for this, they said themselves.
    if (mode !== "salaried")
      await insertConsent(inside.storage.db, {
        projectId: project.id,
        personId,
        mode,
        guidelineVersion,
        atMs: deps.nowMs(),
      })
    await note(inside, project.id, { personId }, { what: "member.accepted", detail: { guidelineVersion } })
  })
}
