import { randomUUID } from "node:crypto"
import { type Habits, LABELS, type Simulation, simulated } from "@justesse/quality/testing/simulated"
import { canonicalJson, Ontology, type ProjectSettings } from "@justesse/types"
import type { Harness, TestPerson } from "./harness.ts"

/** The ontology of a project that simulated people answer: one label a kind of thing, without attributes. */
export const SIMULATED_LABELS: Ontology = Ontology.parse({
  labels: LABELS.map((id, i) => ({
    id,
    name: { en: id },
    color: ["#e69f00", "#56b4e9", "#009e73"][i],
    key: `${i + 1}`,
    hasText: false,
    attributes: [],
    retired: false,
  })),
})

/** A project of simulated people, nobody of whom has answered yet. */
interface Answering {
  readonly id: number
  readonly owner: TestPerson
  readonly people: readonly TestPerson[]
  /** Lets one person after the other take and answer their next task, until `most` were answered or none is left. */
  answer(most?: number): Promise<number>
}

/** A project with pictures of known truth, each person with habits of their own. */
export async function answering(
  harness: Harness,
  slug: string,
  how: Omit<Simulation, "each"> & {
    readonly settings?: Partial<ProjectSettings>
    readonly names?: "in_house" | "open"
  },
): Promise<Answering> {
  const { storage, sha256 } = harness.deps
  const owner = await harness.addPerson(`${slug}-owner`)
  const { settings = { overlap: { base: 2, more: 2, moreRatio: 0 } }, names = "in_house" } = how
  const id = await harness.addProject({ slug, owner, settings, names, ontology: SIMULATED_LABELS })
  const pictures = await harness.addPictures(id, how.pictures)
  const drawn = simulated({ ...how, each: how.people.length })
  const people: TestPerson[] = []
  for (const { name } of how.people) {
    const person = await harness.addPerson(`${slug}-${name}`)
    await harness.addMember(id, person, ["annotator"])
    people.push(person)
  }
  const said = (person: Habits, taskId: number) => {
    const task = drawn.tasks[pictures.indexOf(taskId)]
    const regions = task?.answers.find((answer) => answer.person === person.name)?.regions ?? []
    return canonicalJson({ regions, nothingHere: regions.length === 0 })
  }
  const one = async (person: TestPerson, habits: Habits): Promise<boolean> => {
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const nowMs = harness.clock.nowMs
    const next = {
      projectId: id,
      personId: person.id,
      tiers: [1],
      want: 1,
      nowMs,
      freshIds: [randomUUID()],
      ...versions,
    }
    const [lease] = await storage.hot.next(next)
    if (!lease) return false
    const body = said(habits, lease.taskId)
    const { publicId, fence } = lease
    const sent = { submissionId: randomUUID(), body, bodySha256: sha256(body), regions: 1, ...versions }
    await storage.hot.submit({ publicId, fence, personId: person.id, nowMs, next: null, ...sent })
    harness.clock.nowMs += 60_000
    return true
  }
  return {
    id,
    owner,
    people,
    async answer(most = Infinity) {
      let answered = 0
      for (let idle = 0, round = 0; idle < people.length && answered < most; round++) {
        const i = round % people.length
        const [person, habits] = [people[i], how.people[i]]
        const has = person && habits ? await one(person, habits) : false
        idle = has ? 0 : idle + 1
        if (has) answered++
      }
      return answered
    },
  }
}
