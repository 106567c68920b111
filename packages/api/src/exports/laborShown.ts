import type { ProjectAccess } from "@justesse/db/projects"
import { laborJson, laborText } from "@justesse/formats/companions/labor/sections"
import type { LaborLabel } from "@justesse/types/pay/labor"
import type { LaborShown } from "@justesse/types/wire/dataset"
import type { Deps } from "../core/deps.ts"
import { requireThere } from "../projects/guard.ts"
import { factsOf, headOf } from "../versions/head.ts"
import { checkLabor, findLabor, labelledVersion } from "./labor.ts"

/** A version's labor label as an export made now would carry it, also while its checks hold exports back. */
export async function laborShown(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  version: number,
): Promise<LaborShown> {
  requireThere(project)
  const facts = factsOf(await headOf(deps, project.id, version))
  const label = await findLabor(deps, labelledVersion(project.id, facts), deps.nowMs())
  const { sections, ...text } = laborText(label)
  return {
    label,
    text: {
      ...text,
      sections: sections.map((one) => ({
        heading: one.heading,
        rows: one.rows.map(([name, value]): [string, string] => [name, value]),
        text: [...one.text],
      })),
    },
    json: laborJson(label),
    checks: await checkLabor(deps, project.id),
    leftOut: countLeftOut(label),
  }
}

function countLeftOut({ people, timeMs, uncredited, pay }: LaborLabel): number {
  const money = pay.money === null ? [] : [pay.money.totalPaidMicros, pay.money.hourlyMicros, pay.money.sessions]
  return [people, ...Object.values(timeMs), uncredited, ...money].filter((value) => value === null).length
}
