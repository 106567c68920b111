import { findProjectBySlug, findSetting, putSetting, type Storage } from "@justesse/db"
import { SAMPLE_PROJECTS, type SampleProject } from "@justesse/fixtures"
import { z } from "zod"

/** Under which name the storage keeps of which projects its sample consists. */
const KEPT = "sample.projects"

/** The projects that a studio has whose sample was made before this was kept. */
const isOfOld = ({ status }: SampleProject) => status !== "begun"

/**
 * The sample projects that are still to be made: all of them in a studio that has none. What a later version of this program would add
 * is not made in a studio whose sample is there: of it only what an interruption left out.
 */
export async function wantedSamples(
  { db }: Pick<Storage, "db">,
  samples: readonly SampleProject[] = SAMPLE_PROJECTS,
): Promise<SampleProject[]> {
  const missing: SampleProject[] = []
  for (const sample of samples) if (!(await findProjectBySlug(db, sample.slug))) missing.push(sample)
  const kept = z.array(z.string()).safeParse(await findSetting(db, KEPT)).data
  if (kept) return missing.filter(({ slug }) => kept.includes(slug))
  const isNew = missing.length === samples.length
  const ofIt = isNew ? samples : samples.filter(isOfOld)
  await putSetting(
    db,
    KEPT,
    ofIt.map(({ slug }) => slug),
  )
  return missing.filter((sample) => ofIt.includes(sample))
}
