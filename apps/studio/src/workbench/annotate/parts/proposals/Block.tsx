import { Suspense, useLayoutEffect } from "react"
import { lazyPart } from "../../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../../canvas/counters.ts"
import { useTask } from "../../ui.ts"

const OpenProposals = lazyPart(() => import("./Open.tsx"), "OpenProposals")

/** What a model proposes here and nobody answered: how sure it is, from where on it is drawn solid, and all of it answered at once. */
export function ProposalBlock() {
  const proposed = useTask((task) => task.proposed)
  const readOnly = useTask((task) => task.readOnly !== null)
  useLayoutEffect(countCommit)
  return proposed === 0 || readOnly ? null : (
    <Suspense fallback={null}>
      <OpenProposals proposed={proposed} />
    </Suspense>
  )
}
