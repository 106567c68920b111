import type { Deps } from "@justesse/api/core"
import { loadFaces, type SampleProject } from "@justesse/fixtures"
import type { Language } from "@justesse/types"
import { begin } from "./begun.ts"
import { finish } from "./finished.ts"
import { half } from "./half.ts"
import { makeSample, prepareSample, samplePeople } from "./parts.ts"
import { wantedSamples } from "./wanted.ts"

/**
 * Makes the sample projects in a language, labelled by simulated people through the real calls. `onUsable` is called once those are there
 * that a first visit needs; the small ones of each kind of task follow. Answers whether any was made.
 */
export async function seedSample(
  deps: Deps,
  ownerId: number | null,
  language: Language,
  onUsable: () => Promise<void> | void = () => undefined,
): Promise<boolean> {
  const ids = await samplePeople(deps, language)
  const owner = ownerId ?? ids.lea
  const faces = loadFaces()
  const missing = await wantedSamples(deps.storage)
  // The next project's pictures are drawn while the one before waits for its decoders and its disk.
  const draw = (sample: SampleProject | undefined) => {
    const prepared = sample ? prepareSample(sample, faces) : null
    // A failure is reported when its turn comes; until then it must not count as unhandled.
    prepared?.catch(() => undefined)
    return prepared
  }
  let prepared = draw(missing[0])
  let isUsable = false
  for (const [i, sample] of missing.entries()) {
    if (!isUsable && sample.status === "begun") {
      isUsable = true
      await onUsable()
    }
    const pictures = await prepared
    prepared = draw(missing[i + 1])
    if (!pictures) continue
    const how = { ids, ownerId: owner, language }
    const made = await makeSample(deps, sample, how, pictures)
    if (sample.status === "half") await half(deps, made, sample, how)
    if (sample.status === "finished") await finish(deps, made, sample, how)
    if (sample.status === "begun") await begin(deps, made, sample, how)
  }
  if (!isUsable) await onUsable()
  return missing.length > 0
}
