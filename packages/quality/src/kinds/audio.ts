import type { AnnotationBody, Region } from "@justesse/types"
import { nameSpeakers } from "../sound/consensus.ts"
import type { Segment } from "../sound/segments.ts"
import { compareHeard } from "../sound/together.ts"
import type { KindQuality } from "./contract.ts"
import { ofRegions } from "./regions.ts"

const asRegions = ofRegions({ readsText: true })

/**
 * Who said what when. Everybody tells speakers apart in their own way: first it is found out who means whom, by the time spoken
 * together; then segments are matched within each speaker, and each is compared in its words, its borders and who speaks; a stretch
 * that they cut differently is compared as one. People agree
 * where they wrote the same, and their votes weigh by how well they hear.
 */
export const audio: KindQuality = {
  ...asRegions,
  consensus(input, model) {
    const names = nameSpeakers(
      input.answers.map(({ submission, body }) => ({ person: submission, segments: body.regions.flatMap(toHeard) })),
    )
    const answers = input.answers.map((answer) => ({
      ...answer,
      body: withSpeakers(answer.body, names.get(answer.submission) ?? new Map()),
    }))
    // Habits with edges of boxes say nothing of borders in time.
    return compareHeard({ ...input, answers }, model && { ...model, boxes: null })
  },
}

function toHeard({ geometry, speaker = "", transcript }: Region): Segment[] {
  if (geometry.type !== "span") return []
  return [{ startMs: geometry.startMs, endMs: geometry.endMs, speaker, text: transcript?.value ?? "" }]
}

function withSpeakers({ regions, nothingHere }: AnnotationBody, names: ReadonlyMap<string, string>): AnnotationBody {
  return {
    nothingHere,
    regions: regions.map((region) => {
      const name = names.get(region.speaker ?? "")
      return name === undefined || name === "" || name === region.speaker ? region : { ...region, speaker: name }
    }),
  }
}
