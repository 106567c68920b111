import { useMutation } from "@tanstack/react-query"
import { useToast } from "./toast.tsx"

/** One act of a page: runs it, says when it failed, and then what was done. */
export function useAct<I, O>(run: (input: I) => Promise<O>, after?: (output: O, input: I) => void) {
  const toast = useToast()
  return useMutation({
    mutationFn: run,
    onSuccess: (output, input) => after?.(output, input),
    onError: (error) => toast.wrong(error),
  })
}
