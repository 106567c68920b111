import { hashKey, useMutation } from "@tanstack/react-query"
import { useRef } from "react"
import { useToast } from "./toast.tsx"

/**
 * One act of a page: runs it, says when it failed, and then what was done. It is pending until what `after` returns is
 * over too, so that what it did is shown before it can be done again. The same act with the same input is never on its
 * way twice: a second press may come before the page was drawn with its button greyed.
 */
export function useAct<I, O>(run: (input: I) => Promise<O>, after?: (output: O, input: I) => unknown) {
  const toast = useToast()
  const going = useRef(new Set<string>())
  const act = useMutation({
    mutationFn: run,
    onSuccess: (output, input) => after?.(output, input),
    onError: (error) => toast.wrong(error),
    onSettled: (_output, _error, input) => void going.current.delete(hashKey([input])),
  })
  const mutate: typeof act.mutate = (...given) => {
    const key = hashKey([given[0]])
    if (going.current.has(key)) return
    going.current.add(key)
    act.mutate(...given)
  }
  return { ...act, mutate }
}
