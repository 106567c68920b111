import type { Project } from "@justesse/db"
import type { PairsAdded } from "@justesse/types/kinds/order"
import type { RestPairsNew } from "@justesse/types/wire/rest"
import { requireActive } from "../../projects/guard.ts"
import { addPairsFrom } from "./fromText.ts"
import { makePairs, type Pairing, requireComparing } from "./make.ts"

/**
 * The pairs that a script names; where it names none, those that are missing so that each asset is in as many as the project asks for.
 *
 * @throws JustesseError invalid_input where the project compares nothing | project_archived
 */
export async function addPairs(
  deps: Pairing,
  project: Pick<Project, "id" | "kind" | "settings" | "state" | "slug">,
  { pairs }: RestPairsNew,
): Promise<PairsAdded> {
  requireActive(project)
  requireComparing(project)
  if (!pairs) return { pairs: await makePairs(deps, project), there: 0, lost: 0, report: [] }
  const text = pairs.map((pair) => JSON.stringify(pair)).join("\n")
  return addPairsFrom(deps, project, { text, file: "pairs" })
}
