import type { Deps } from "@justesse/api/core"
import { projects } from "@justesse/db"
import { loadFaces, SAMPLE_PROJECTS } from "@justesse/fixtures"
import type { Language } from "@justesse/types"
import { finish } from "./finished.ts"
import { half } from "./half.ts"
import { makeSample, samplePeople } from "./parts.ts"

/** Makes the three sample projects, labelled by simulated people through the real calls. */
export async function seedSample(deps: Deps, ownerId: number | null, language: Language = "en"): Promise<void> {
  const ids = await samplePeople(deps)
  const owner = ownerId ?? ids.lea
  const faces = loadFaces()
  for (const sample of SAMPLE_PROJECTS) {
    if (await projects(deps.storage.db).bySlug(sample.slug)) continue
    const made = await makeSample(deps, sample, owner, ids, faces, language)
    if (sample.standing === "half") await half(deps, made, sample, { ids, ownerId: owner, language })
    if (sample.standing === "finished") await finish(deps, made, sample, ids, owner)
  }
}
