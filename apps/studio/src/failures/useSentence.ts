import { useT } from "../i18n/useT.ts"
import { SENTENCES } from "./codes.ts"
import { failureOf } from "./thrown.ts"

/** Turns anything thrown into the sentence for the person: what happened, what is safe, what to do. */
export function useSentence(): (error: unknown) => string {
  const t = useT("failures")
  return (error) => {
    const { code, detail } = failureOf(error)
    return t(SENTENCES[code], detail)
  }
}
