import { projectFigures } from "../project/figures.ts"
import { fitProject } from "../project/fit.ts"
import type { ProjectInput } from "../project/input.ts"
import { reliableConsensus } from "../project/reliable.ts"
import type { KindQuality } from "./contract.ts"

/** A kind whose answers are regions: things are matched by where they are, and each is compared in what is said of it. */
export function ofRegions(asked: Pick<ProjectInput, "readsText">): KindQuality {
  return {
    consensus: reliableConsensus,
    fit: (project, onShare) => fitProject({ ...project, ...asked }, onShare),
    figures: (project, model, onShare) => projectFigures({ ...project, ...asked }, model, onShare),
  }
}
