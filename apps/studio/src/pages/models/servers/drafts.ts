import type { ReadingDrafts } from "@justesse/types/models/reading"

/** Which sentences say how well pages are read, and what may be done about it; null where there is nothing to do. */
interface DraftsSaid {
  readonly quality: "unknown" | "wrong"
  readonly offered: "shown" | "hidden" | null
  readonly act: "show" | "hide" | null
}

/** What is said of reading drafts: nothing of how well before it is known, and an act only where what people get is not what it should be. */
export function draftsSaid({
  on,
  letters,
  words,
  mostWords,
  withText,
}: Pick<ReadingDrafts, "on" | "letters" | "words" | "mostWords" | "withText">): DraftsSaid {
  if (letters === null || words === null) return { quality: "unknown", offered: null, act: null }
  const isGood = words <= mostWords
  const act = on && isGood !== withText ? (isGood ? "show" : "hide") : null
  return { quality: "wrong", offered: isGood ? "shown" : "hidden", act }
}
