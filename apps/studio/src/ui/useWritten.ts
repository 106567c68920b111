import { useState } from "react"
import { keepWritten, readWritten } from "../browser/written.ts"
import { useMe } from "../shell/useMe.ts"

/**
 * A text that is being written about something (`note.7`, `answer.T3`). It is there again after leaving the page or loading it
 * anew, in this tab and for this person, until it is set to "" because it was sent.
 */
export function useWritten(about: string): readonly [string, (text: string) => void] {
  const person = useMe()?.person?.id ?? 0
  const at = `${person}.${about}`
  const [written, setWritten] = useState({ at, text: readWritten(person, about) })
  const text = written.at === at ? written.text : readWritten(person, about)
  return [
    text,
    (next) => {
      keepWritten(person, about, next)
      setWritten({ at, text: next })
    },
  ]
}

/**
 * {@link useWritten} for a text that is there already and is being changed: what differs from it is there again, until the last of the
 * three says that it was sent, or is not wanted.
 */
export function useChanged(about: string, stored: string): readonly [string, (text: string) => void, () => void] {
  const [written, keep] = useWritten(about)
  const [text, setText] = useState(written === "" ? stored : written)
  return [
    text,
    (next) => {
      keep(next === stored ? "" : next)
      setText(next)
    },
    () => keep(""),
  ]
}
