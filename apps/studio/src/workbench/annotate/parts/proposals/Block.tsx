import { useLayoutEffect } from "react"
import { countCommit } from "../../../canvas/counters.ts"
import { useTask } from "../../ui.ts"
import { OpenProposals } from "./Open.tsx"

/** What a model proposes here and nobody answered: how sure it is, from where on it is drawn solid, and all of it answered at once. */
export function ProposalBlock() {
  const proposed = useTask((task) => task.proposed)
  const readOnly = useTask((task) => task.readOnly !== null)
  useLayoutEffect(countCommit)
  return proposed === 0 || readOnly ? null : <OpenProposals proposed={proposed} />
}
