import type { Evidence } from "@justesse/types/decisions/judgement"
import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { z } from "zod"

type Act = Judgement["act"]

/** What somebody wrote with an act, and texts of the picture in its evidence: all that goes when the picture is forgotten. */
const Words = z.strictObject({
  text: z.string().optional(),
  /** Of each piece of evidence that quotes: what the answer says, and what the reference does. */
  quotes: z.record(z.string(), z.tuple([z.string(), z.string()])).optional(),
})
export type Words = z.infer<typeof Words>

/** The words of an act that were stored beside it. */
export function parseWords(text: string): Words {
  return Words.parse(JSON.parse(text))
}

function evidenceOf(act: Act): readonly Evidence[] {
  return act.kind === "propose" || act.kind === "appeal" ? act.evidence : []
}

function withEvidence(act: Act, change: (evidence: Evidence, at: number) => Evidence): Act {
  if (act.kind !== "propose" && act.kind !== "appeal") return act
  return { ...act, evidence: act.evidence.map(change) }
}

/** An act without its words, and its words; null where it has none. */
export function takeWords(act: Act): { readonly act: Act; readonly words: Words | null } {
  const quotes: Record<string, [string, string]> = {}
  for (const [at, one] of evidenceOf(act).entries()) if (one.type === "diff") quotes[at] = [one.answered, one.expected]
  const text = "text" in act ? act.text : "note" in act ? act.note : ""
  const words: Words = {
    ...(text === "" ? {} : { text }),
    ...(Object.keys(quotes).length === 0 ? {} : { quotes }),
  }
  const bare = withEvidence(act, withoutQuotes)
  return { act: putText(bare, ""), words: Object.keys(words).length === 0 ? null : words }
}

function putText(act: Act, text: string): Act {
  if ("text" in act) return { ...act, text }
  return "note" in act ? { ...act, note: text } : act
}

/** What is known of a case without a word of its picture: what is stored of it, and what follows from rows without their words. */
export function withoutWords(state: CaseState): CaseState {
  const { proposal } = state
  if (!proposal) return state
  return { ...state, proposal: { ...proposal, evidence: proposal.evidence.map(withoutQuotes) } }
}

const withoutQuotes = (one: Evidence): Evidence => (one.type === "diff" ? { ...one, answered: "", expected: "" } : one)

/** An act with its words again; without those that were emptied with their picture. */
export function putWords(act: Act, { text = "", quotes = {} }: Words): Act {
  return putText(
    withEvidence(act, (one, at) => {
      const [answered = "", expected = ""] = quotes[at] ?? []
      return one.type === "diff" ? { ...one, answered, expected } : one
    }),
    text,
  )
}
