import {
  habitAnswer,
  loadFaces,
  SAMPLE_PEOPLE,
  SAMPLE_PROJECTS,
  type SampleProject,
  simulatedPerson,
} from "@justesse/fixtures"
import type { AnnotationBody, Size } from "@justesse/types"

/** A picture of a sample project: what is really on it, and what each of the sample's two people says. */
export interface AnsweredPicture {
  readonly name: string
  readonly size: Size
  readonly truth: AnnotationBody
  readonly answers: readonly { readonly person: string; readonly body: AnnotationBody }[]
}

/** All pictures of a sample project as the sample's people answer them. */
export function sampleAnswers(slug: string): { readonly sample: SampleProject; readonly pictures: AnsweredPicture[] } {
  const sample = SAMPLE_PROJECTS.find((one) => one.slug === slug)
  if (!sample) throw new Error(`no sample project ${slug}`)
  const faces = loadFaces()
  const pictures = sample.pictures.map(({ name, seed, draw }) => {
    const { size, truth } = draw(faces)
    const answers = SAMPLE_PEOPLE.flatMap(({ key, name: called, simulated, quirks }) => {
      if (!simulated) return []
      const own = simulatedPerson(simulated.seed, { ...simulated.profile, ...sample.profile })
      const task = { seed, size, ontology: sample.ontology }
      return [{ person: key, body: habitAnswer({ name: called, simulated: own, quirks }, task, truth) }]
    })
    return { name, size, truth, answers }
  })
  return { sample, pictures }
}
